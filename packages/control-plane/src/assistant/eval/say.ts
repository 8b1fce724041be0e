import type { LanguageCode } from '../interpreter/languages/language.ts'
import type { Expectation, Utterance } from './utterances.ts'

type Input = Record<string, unknown>
type More = Partial<Utterance>

/** Short ways to write utterances of one language down. */
export function utterancesIn(language: LanguageCode) {
  const expecting = (say: string, expect: Expectation, more: More = {}): Utterance => ({
    say,
    expect,
    language,
    ...more,
  })
  const jazz = { focus: 'jazz' }
  return {
    expecting,
    call: (say: string, action: string, input: Input = {}) => expecting(say, { call: action, input }),
    /** On Corner Bakery. */
    bakery: (say: string, action: string, input: Input = {}) =>
      expecting(say, { call: action, input: { site: 'corner-bakery', ...input } }),
    on: (say: string, action: string, site: string, input: Input = {}, more: More = {}) =>
      expecting(say, { call: action, input: { site, ...input } }, more),
    /** After Blue Note Jazz was spoken of. */
    onIt: (say: string, action: string, input: Input = {}) =>
      expecting(say, { call: action, input: { site: 'jazz', ...input } }, jazz),
    ask: (say: string, slot: string, more: More = {}) => expecting(say, { ask: slot }, more),
    nothing: (say: string, more: More = {}) => expecting(say, { nothing: true }, more),
    says: (say: string, says: RegExp, more: More = {}) => expecting(say, { says }, more),
    calls: (say: string, ...calls: readonly (readonly [string, Input])[]) =>
      expecting(say, { calls: calls.map(([call, input]) => ({ call, input })) }),
  }
}
