import { ACTIONS } from '@aipress/contract/index.ts'

const SUMMARIES = new Map<string, string>(ACTIONS.map(({ name, summary }) => [name, summary]))

/** Tries to get in, which are none of the contract's actions (control-plane's `sign-in-audit.ts`): wanted and done. */
const SIGNING_IN: Readonly<Record<string, readonly [string, string]>> = {
  'people.sign-in': ['Sign in', 'Signed in'],
  'people.accept': ['Accept an invitation', 'Accepted an invitation'],
  'people.change-password': ['Change the own password', 'Changed the own password'],
  'people.forgot-password': ['Ask for a new password', 'Asked for a new password'],
  'people.use-reset-link': ['Set a new password by a link', 'Set a new password by a link'],
  'people.second-factor': ['Give a second factor', 'Gave a second factor'],
  'people.add-second-factor': ['Set up an app for codes', 'Set up an app for codes'],
  'people.renew-recovery-codes': ['Make new recovery codes', 'Made new recovery codes'],
  'people.remove-own-second-factor': ['Remove the own second factor', 'Removed the own second factor'],
  'people.add-passkey': ['Add a passkey', 'Added a passkey'],
  'people.remove-passkey': ['Remove a passkey', 'Removed a passkey'],
  'people.sign-in-with-passkey': ['Sign in with a passkey', 'Signed in with a passkey'],
  'people.sign-in-with-provider': ['Sign in with a provider', 'Signed in with a provider'],
}

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
  const words = SUMMARIES.get(name) ?? SIGNING_IN[name]?.[0] ?? capitalised(name.replace(/[._-]+/g, ' '))
  // What follows the comma explains, and a line is short.
  return words.split(',')[0] ?? words
}

/** What was done; what failed was not, and is told as what was wanted. */
export function doneWords(name: string, isDone: boolean): string {
  const words = actionWords(name)
  if (isDone && SIGNING_IN[name] !== undefined) return SIGNING_IN[name][1]
  const [verb = '', ...rest] = words.split(' ')
  return isDone && SUMMARIES.has(name) ? [pastOf(verb), ...rest].join(' ') : words
}

function pastOf(verb: string): string {
  if (PAST[verb] !== undefined) return PAST[verb]
  if (verb.endsWith('e')) return `${verb}d`
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${verb}ed`
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
