import type { LanguageCode } from '../interpreter/languages/language.ts'
import { isHeldAside, NONE, type Verdict } from './evaluate.ts'

/** What is aimed at, in percent of the utterances of a language. */
export const AIMS: Record<LanguageCode, number> = { en: 95, de: 90, es: 90, fr: 90, ja: 90 }
export const TURN_MS_MAX = 50

export interface Totals {
  readonly count: number
  readonly actionPercent: number
  /** Action and arguments. */
  readonly rightPercent: number
  readonly harmful: number
}

export interface Report {
  readonly development: ReadonlyMap<LanguageCode, Totals>
  readonly heldAside: ReadonlyMap<LanguageCode, Totals>
  readonly actions: ReadonlyMap<string, Totals>
  /** "wanted → called", and how often; of the development set. */
  readonly confusions: readonly (readonly [string, number])[]
  readonly turnMs: { readonly p50: number; readonly p99: number }
  /** Sentences; none where all aims are met. */
  readonly missed: readonly string[]
}

export function reportOn(verdicts: readonly Verdict[]): Report {
  const held = verdicts.filter(({ utterance }) => isHeldAside(utterance))
  const open = verdicts.filter(({ utterance }) => !isHeldAside(utterance))
  const [development, heldAside] = [
    byKey(open, ({ language }) => language),
    byKey(held, ({ language }) => language),
  ]
  const durations = verdicts.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b)
  const turnMs = { p50: percentile(durations, 0.5), p99: percentile(durations, 0.99) }
  const missed = [
    ...missedOf('development set', development),
    ...missedOf('held aside', heldAside),
    ...(turnMs.p99 > TURN_MS_MAX
      ? [`A turn takes ${turnMs.p99.toFixed(1)} ms (p99) instead of ${TURN_MS_MAX}.`]
      : []),
  ]
  const actions = byKey(open, ({ wanted }) => wanted)
  return { development, heldAside, actions, confusions: confusionsOf(open), turnMs, missed }
}

function missedOf(name: string, totals: ReadonlyMap<LanguageCode, Totals>): string[] {
  return [...totals].flatMap(([language, { rightPercent, harmful }]) => [
    ...(rightPercent < AIMS[language]
      ? [`${language}, ${name}: ${rightPercent.toFixed(1)} % instead of ${AIMS[language]} %.`]
      : []),
    ...(harmful > 0 ? [`${language}, ${name}: ${harmful} wrong destructive.`] : []),
  ])
}

function byKey<Key>(verdicts: readonly Verdict[], keyOf: (verdict: Verdict) => Key): Map<Key, Totals> {
  return new Map([...Map.groupBy(verdicts, keyOf)].map(([key, those]) => [key, totalsOf(those)]))
}

function totalsOf(verdicts: readonly Verdict[]): Totals {
  const percent = (those: readonly Verdict[]) => (100 * those.length) / verdicts.length
  return {
    count: verdicts.length,
    actionPercent: percent(verdicts.filter(({ actionRight }) => actionRight)),
    rightPercent: percent(verdicts.filter(({ right }) => right)),
    harmful: verdicts.filter(({ harmful }) => harmful).length,
  }
}

function confusionsOf(verdicts: readonly Verdict[]): (readonly [string, number])[] {
  const confused = verdicts.filter(({ actionRight }) => !actionRight)
  const pairs = Map.groupBy(confused, ({ wanted, called }) => `${wanted} → ${called}`)
  return [...pairs]
    .map(([pair, those]) => [pair, those.length] as const)
    .toSorted(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))
}

/** Of a sorted list. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** The tables, as text. */
export function printed(report: Report): string {
  const { development, heldAside, actions, confusions, turnMs, missed } = report
  const languages = [...development.keys()]
  return [
    'language   set          utterances  action    and arguments  wrong destructive',
    ...languages.flatMap((language) => [
      row(language, 'development', development.get(language)),
      row(language, 'held aside', heldAside.get(language)),
    ]),
    '',
    'action (development set)         utterances  action    and arguments',
    ...[...actions]
      .filter(([name]) => !name.includes(' + '))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, totals]) => actionRow(name === NONE ? '(no action)' : name, totals)),
    '',
    confusions.length === 0 ? 'No confusions in the development set.' : 'Confusions in the development set:',
    ...confusions.map(([pair, count]) => `  ${count} × ${pair}`),
    '',
    `A turn takes ${turnMs.p50.toFixed(1)} ms (p50), ${turnMs.p99.toFixed(1)} ms (p99) of the processor.`,
    ...(missed.length === 0 ? ['All aims are met.'] : ['Missed:', ...missed.map((one) => `  ${one}`)]),
  ].join('\n')
}

function row(language: string, set: string, totals: Totals | undefined): string {
  if (totals === undefined) return `${language.padEnd(10)} ${set.padEnd(12)} none`
  const { count, harmful } = totals
  return `${language.padEnd(10)} ${set.padEnd(12)} ${String(count).padStart(10)}${percents(totals)}  ${String(harmful).padStart(17)}`
}

function actionRow(name: string, totals: Totals): string {
  return `${name.padEnd(32)} ${String(totals.count).padStart(10)}${percents(totals)}`
}

function percents({ actionPercent, rightPercent }: Totals): string {
  return `  ${actionPercent.toFixed(1).padStart(6)} %  ${rightPercent.toFixed(1).padStart(11)} %`
}
