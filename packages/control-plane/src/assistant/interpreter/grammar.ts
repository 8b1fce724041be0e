import type { AnyAction } from '@aipress/contract'
import { INSIGHT_PHRASINGS } from './phrasings/insight-phrasings.ts'
import { MEMBER_PHRASINGS } from './phrasings/member-phrasings.ts'
import { OPERATING_PHRASINGS } from './phrasings/operating-phrasings.ts'
import { PHP_PHRASINGS } from './phrasings/php-phrasings.ts'
import type { Phrasing } from './phrasings/phrasing.ts'
import { PLATFORM_PHRASINGS } from './phrasings/platform-phrasings.ts'
import { SITE_PHRASINGS } from './phrasings/site-phrasings.ts'
import { USAGE_PHRASINGS } from './phrasings/usage-phrasings.ts'
import { type Slot, slotsOf } from './slots.ts'
import { fold, weightOf } from './words.ts'

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
  /** What the person wants to know, where the action answers more than that. */
  readonly purpose: string | undefined
}

export interface Grammar {
  readonly templates: readonly Template[]
  slots(action: AnyAction): ReadonlyMap<string, Slot>
}

/** Learns from the examples of the contract, and from our own further phrasings where there are any. */
export function compileGrammar(actions: readonly AnyAction[]): Grammar {
  const slots = new Map(actions.map((action) => [action.name, slotsOf(action)] as const))
  const slotsFor = (action: AnyAction) => slots.get(action.name) ?? new Map<string, Slot>()
  const phrasings: Phrasing[] = [
    ...actions.map((action) => ({ action: action.name, say: action.examples })),
    ...SITE_PHRASINGS,
    ...OPERATING_PHRASINGS,
    ...PLATFORM_PHRASINGS,
    ...PHP_PHRASINGS,
    ...USAGE_PHRASINGS,
    ...INSIGHT_PHRASINGS,
    ...MEMBER_PHRASINGS,
  ]
  const templates = phrasings.flatMap((phrasing) => {
    const action = actions.find((one) => one.name === phrasing.action)
    if (action === undefined) return []
    return phrasing.say.map((text) => compile(action, text, slotsFor(action), phrasing))
  })
  return { templates, slots: slotsFor }
}

function compile(
  action: AnyAction,
  text: string,
  slots: ReadonlyMap<string, Slot>,
  { fixed, purpose }: Phrasing,
): Template {
  const elements = text.split(/\s+/).map((piece): Element => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1]
    if (name === undefined) {
      const word = fold(piece)
      return { kind: 'word', word, weight: weightOf(word) }
    }
    const slot = slots.get(name)
    if (slot === undefined) throw new Error(`"${text}" of ${action.name} names {${name}}, which is no input.`)
    return { kind: 'slot', slot }
  })
  const weight = elements.reduce((sum, element) => sum + (element.kind === 'word' ? element.weight : 0), 0)
  return { action, elements, weight, fixed: fixed ?? {}, purpose }
}
