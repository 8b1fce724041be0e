import { ACTIONS } from '@aipress/contract'
import { compileGrammar } from '../interpreter/grammar.ts'
import { interpret } from '../interpreter/interpret.ts'
import type { Meaning } from '../interpreter/meaning.ts'
import { createSiteIndex } from '../interpreter/site-index.ts'
import { EVAL_SITES, type Utterance } from './utterances.ts'

export interface Verdict {
  readonly utterance: Utterance
  readonly got: string
  readonly right: boolean
  /** A destroying action that nobody asked for. */
  readonly harmful: boolean
  /** Of the processor, so that a busy machine does not count. */
  readonly durationMs: number
}

/** Puts each utterance to the interpreter, alone, as an administrator would say it. */
export function evaluate(utterances: readonly Utterance[]): Verdict[] {
  const grammar = compileGrammar(ACTIONS)
  const sites = createSiteIndex(EVAL_SITES)
  const permitted = new Set(ACTIONS.map((action) => action.name as string))
  return utterances.map((utterance) => {
    const memory = { focus: utterance.focus, listed: utterance.listed ?? [], pending: utterance.pending }
    const before = process.cpuUsage()
    const meaning = interpret(utterance.say, grammar, ACTIONS, {
      memory,
      sites,
      permitted,
      role: 'administrator',
    })
    const { user, system } = process.cpuUsage(before)
    const durationMs = (user + system) / 1_000
    return { utterance, ...judge(utterance, meaning), durationMs }
  })
}

function judge({ expect }: Utterance, meaning: Meaning): Pick<Verdict, 'got' | 'right' | 'harmful'> {
  const got = describe(meaning)
  const destroys = meaning.kind === 'call' && meaning.action.effect === 'destroys'
  if ('nothing' in expect) return { got, right: meaning.kind !== 'call', harmful: destroys }
  if ('says' in expect) {
    const right = meaning.kind !== 'call' && expect.says.test(meaning.text)
    return { got, right, harmful: destroys }
  }
  if ('ask' in expect) {
    const asked = meaning.kind === 'ask' ? (meaning.pending.slot ?? 'site') : undefined
    return { got, right: asked === expect.ask, harmful: destroys }
  }
  const right =
    meaning.kind === 'call' &&
    meaning.action.name === expect.call &&
    sorted(meaning.input) === sorted(expect.input ?? {})
  return { got, right, harmful: destroys && !right }
}

function describe(meaning: Meaning): string {
  if (meaning.kind === 'call') return `${meaning.action.name} ${sorted(meaning.input)}`
  return meaning.kind === 'ask' ? `ask: ${meaning.text}` : `say: ${meaning.text.slice(0, 90)}`
}

function sorted(input: Record<string, unknown>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(input).toSorted(([a], [b]) => (a < b ? -1 : 1))))
}
