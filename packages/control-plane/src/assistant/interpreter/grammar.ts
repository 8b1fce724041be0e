import type { AnyAction } from '@aipress/contract'
import { wordsOfPhrasing } from './languages/create-language.ts'
import { ENGLISH } from './languages/english.ts'
import type { Language } from './languages/language.ts'
import type { Phrasing } from './phrasings/phrasing.ts'
import { type Slot, slotsOf } from './slots.ts'

export type Element =
  | { readonly kind: 'word'; readonly word: string; readonly weight: number }
  | { readonly kind: 'slot'; readonly slot: Slot }

/** One way to ask for one action. */
export interface Template {
  readonly action: AnyAction
  readonly elements: readonly Element[]
  /** Of all its words. */
  readonly weight: number
  /** Inputs that these very words imply. */
  readonly fixed: Record<string, unknown>
  /** A time may be said beside it. */
  readonly takesTime: boolean
  /** What the person wants to know, where the action answers more than that. */
  readonly purpose: string | undefined
}

export interface Grammar {
  readonly language: Language
  readonly templates: readonly Template[]
  /** One way to ask for the action, with its slots filled: where one is known, with a real site. */
  sampleOf(action: AnyAction, site?: string): string
  slots(action: AnyAction): ReadonlyMap<string, Slot>
}

/**
 * Learns from the examples of the contract, and from our own further phrasings where there are any. In other
 * languages than the contract's there are only phrasings.
 */
export function compileGrammar(actions: readonly AnyAction[], language: Language = ENGLISH): Grammar {
  const slots = new Map(actions.map((action) => [action.name, slotsOf(action)] as const))
  const slotsFor = (action: AnyAction) => slots.get(action.name) ?? new Map<string, Slot>()
  const phrasings: Phrasing[] = [
    ...(language.code === 'en'
      ? actions.map((action) => ({ action: action.name, say: action.examples }))
      : []),
    ...language.phrasings,
  ]
  const templates = phrasings.flatMap((phrasing) => {
    const action = actions.find((one) => one.name === phrasing.action)
    if (action === undefined) return []
    return phrasing.say.map((text) => compile(text, { action, slots: slotsFor(action), phrasing, language }))
  })
  return {
    language,
    templates,
    slots: slotsFor,
    sampleOf: (action, site) =>
      fillSample(
        phrasings.find((one) => one.action === action.name)?.say[0] ?? action.summary,
        language,
        site,
      ),
  }
}

/** "Delete {site}" becomes "Delete corner-bakery". */
function fillSample(example: string, { code, texts }: Language, site?: string): string {
  const shown = code === 'ja' ? example.replaceAll(' ', '') : example
  return shown.replace(/\{(\w+)\}/g, (_, slot: string) =>
    slot === 'site' && site !== undefined ? site : (texts.samples[slot] ?? slot),
  )
}

interface Compiling {
  readonly action: AnyAction
  readonly slots: ReadonlyMap<string, Slot>
  readonly phrasing: Phrasing
  readonly language: Language
}

function compile(text: string, { action, slots, phrasing, language }: Compiling): Template {
  const { fixed, purpose } = phrasing
  const elements = text.split(/(\{\w+\})/).flatMap((piece): Element[] => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1]
    if (name === undefined)
      return wordsOfPhrasing(piece, language).map((word) => ({
        kind: 'word',
        word,
        weight: language.weightOf(word),
      }))
    const slot = slots.get(name)
    if (slot === undefined) throw new Error(`"${text}" of ${action.name} names {${name}}, which is no input.`)
    return [{ kind: 'slot', slot }]
  })
  const weight = elements.reduce((sum, element) => sum + (element.kind === 'word' ? element.weight : 0), 0)
  return { action, elements, weight, fixed: fixed ?? {}, purpose, takesTime: takesTime(slots) }
}

/** In one input, or as the days from and to which lines are picked. */
export function takesTime(slots: ReadonlyMap<string, Slot>): boolean {
  return [...slots.values()].some(({ kind }) => kind === 'range') || hasDays(slots)
}

/** Lines of a log are picked from one time to another. */
export const hasDays = (slots: ReadonlyMap<string, Slot>) =>
  slots.get('from')?.kind === 'text' && slots.get('to') !== undefined
