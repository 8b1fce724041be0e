import { createHash } from 'node:crypto'
import { ACTIONS } from '@aipress/contract'
import type { LanguageCode } from '../interpreter/languages/language.ts'
import type { Meaning } from '../interpreter/meaning.ts'
import { createSiteIndex } from '../interpreter/site-index.ts'
import { compileGrammars, understand } from '../interpreter/understand.ts'
import { EVAL_SITES, site, type Utterance } from './utterances.ts'

export interface Verdict {
  readonly utterance: Utterance
  readonly language: LanguageCode
  /** The action that should have been called; `none` where none should. */
  readonly wanted: string
  /** The action that was called; `none` where none was. */
  readonly called: string
  readonly got: string
  /** The action, or that there is none. */
  readonly actionRight: boolean
  /** And its arguments, or the question or answer that was expected. */
  readonly right: boolean
  /** A destroying action that nobody asked for. */
  readonly harmful: boolean
  /** Of the processor, so that a busy machine does not count. */
  readonly durationMs: number
}

export const NONE = 'none'
/** "Yesterday" needs a today. */
const NOW = new Date('2026-11-30T12:00:00Z')

/** Puts each utterance to the interpreter, alone, as an administrator would say it. */
export function evaluate(utterances: readonly Utterance[]): Verdict[] {
  const grammars = compileGrammars(ACTIONS)
  const all = createSiteIndex(EVAL_SITES)
  const permitted = new Set(ACTIONS.map((action) => action.name as string))
  return utterances.map((utterance) => {
    const memory = { focus: utterance.focus, listed: utterance.listed ?? [], pending: utterance.pending }
    const also = utterance.also?.map(({ name, title }) => site(name, title, 'running'))
    const sites = also === undefined ? all : createSiteIndex([...EVAL_SITES, ...also])
    const before = process.cpuUsage()
    const { clauses, meaningOf } = understand({
      grammars,
      actions: ACTIONS,
      texts: [utterance.say],
      isAnswer: utterance.pending !== undefined,
      scene: { memory, sites, permitted, role: 'administrator', now: NOW },
    })
    const meanings = clauses.map((clause) => meaningOf(clause))
    const { user, system } = process.cpuUsage(before)
    const language = utterance.language ?? 'en'
    return { utterance, language, ...judge(utterance, meanings), durationMs: (user + system) / 1_000 }
  })
}

/**
 * A fifth of the utterances, always the same, is kept aside: phrasings are never written to fit them, so
 * that they tell how well what nobody has thought of is understood.
 */
export function isHeldAside({ say }: Utterance): boolean {
  return (createHash('sha256').update(say).digest()[0] ?? 0) % 5 === 0
}

type Judgement = Pick<Verdict, 'wanted' | 'called' | 'got' | 'actionRight' | 'right' | 'harmful'>

function judge({ expect }: Utterance, meanings: readonly Meaning[]): Judgement {
  const expected = 'calls' in expect ? expect.calls : 'call' in expect ? [expect] : []
  // What is only thought of is nothing that is done.
  const isDone = ({ input }: { input: Record<string, unknown> }) => input.dryRun !== true
  const called = meanings.flatMap((meaning) =>
    meaning.kind === 'call' && (expected.length > 0 || isDone(meaning)) ? [meaning] : [],
  )
  const names = called.map(({ action }) => action.name as string)
  const actionRight = sameList(
    names,
    expected.map(({ call }) => call),
  )
  const inputsRight = sameList(
    called.map(({ input }) => sorted(input)),
    expected.map(({ input }) => sorted(input ?? {})),
  )
  const right = actionRight && inputsRight && saidRight(expect, meanings)
  const destroys = called.some((call) => call.action.effect === 'destroys' && isDone(call))
  return {
    wanted: expected.map(({ call }) => call).join(' + ') || NONE,
    called: names.join(' + ') || NONE,
    got: meanings.map(describe).join(' + '),
    actionRight,
    right,
    harmful: destroys && !right,
  }
}

function saidRight(expect: Utterance['expect'], meanings: readonly Meaning[]): boolean {
  const [first] = meanings
  if ('says' in expect)
    return (first?.kind === 'say' || first?.kind === 'ask') && expect.says.test(first.text)
  if ('ask' in expect) return first?.kind === 'ask' && (first.pending.slot ?? 'site') === expect.ask
  return true
}

function describe(meaning: Meaning): string {
  if (meaning.kind === 'call') return `${meaning.action.name} ${sorted(meaning.input)}`
  if (meaning.kind === 'plan') return `plan: ${JSON.stringify(meaning.steps)}`
  return meaning.kind === 'ask' ? `ask: ${meaning.text}` : `say: ${meaning.text.slice(0, 90)}`
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index])
}

function sorted(input: Record<string, unknown>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(input).toSorted(([a], [b]) => (a < b ? -1 : 1))))
}
