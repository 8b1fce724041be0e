import { ACTIONS } from '@aipress/contract/index.ts'

const SUMMARIES = new Map<string, string>(ACTIONS.map(({ name, summary }) => [name, summary]))

/** Those that do not end in -ed, or double their last letter. */
const PAST: Readonly<Record<string, string>> = {
  Bring: 'Brought',
  Choose: 'Chose',
  Forget: 'Forgot',
  Get: 'Got',
  Give: 'Gave',
  Go: 'Went',
  Keep: 'Kept',
  Let: 'Let',
  Make: 'Made',
  Put: 'Put',
  Read: 'Read',
  Run: 'Ran',
  Set: 'Set',
  Stop: 'Stopped',
  Take: 'Took',
}

/** An action as people call it: its summary, or its name in words where it is none of the contract's. */
export function actionWords(name: string): string {
  const words = SUMMARIES.get(name) ?? capitalised(name.replace(/[._-]+/g, ' '))
  // What follows the comma explains, and a line is short.
  return words.split(',')[0] ?? words
}

/** What was done; what failed was not, and is told as what was wanted. */
export function doneWords(name: string, isDone: boolean): string {
  const words = actionWords(name)
  const [verb = '', ...rest] = words.split(' ')
  return isDone && SUMMARIES.has(name) ? [pastOf(verb), ...rest].join(' ') : words
}

function pastOf(verb: string): string {
  if (PAST[verb] !== undefined) return PAST[verb]
  if (verb.endsWith('e')) return `${verb}d`
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${verb}ed`
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
