import type { Element, Template } from './grammar.ts'
import { isPart, type Slot } from './slots.ts'
import { candidateSpans, type Surroundings } from './spans.ts'
import type { Token } from './tokens.ts'

/** What was said laid beside one way to ask for something. */
export interface Alignment {
  readonly template: Template
  /** From 0 to 1: how much of both was found in the other. */
  readonly score: number
  /** First token and the one after the last, by slot. */
  readonly spans: ReadonlyMap<string, readonly [number, number]>
  /** Tokens that mean nothing in this reading. */
  readonly leftOver: readonly number[]
  /** Elements of the template, by index, that were not said. */
  readonly missing: readonly number[]
  /** How well the least certain of its weighty words was recognised. */
  readonly certainty: number
}

/** A slot that was left out may be filled from the context or asked for, so it costs half. */
const MISSING_SLOT_WEIGHT = 0.5
const LEFT_OVER_COST = 0.8
/** Of a word of a time, where the action takes one: it explains itself, wherever it stands. */
const TIME_COST = 0.02

type Step =
  | { kind: 'word'; index: number; element: number }
  | { kind: 'slot'; slot: Slot; from: number; to: number; element: number }
  | { kind: 'skip'; index: number }

interface Cell {
  readonly value: number
  readonly step?: Step
  readonly before?: Cell
}

/** The best way to lay the tokens beside the template, keeping the order of both; undefined when hopeless. */
export function align(
  template: Template,
  tokens: readonly Token[],
  surroundings: Surroundings,
): Alignment | undefined {
  if (isHopeless(template, tokens, surroundings)) return undefined
  const costs = tokens.map((token, index) =>
    template.takesTime && surroundings.timeTokens.has(index) ? TIME_COST : costOf(token),
  )
  let row: (Cell | undefined)[] = skipping([{ value: 0 }], costs)
  template.elements.forEach((element, index) => {
    row = skipping(after({ element, index }, row, tokens, surroundings), costs)
  })
  const last = row[tokens.length]
  return last === undefined ? undefined : read(template, last, costs)
}

/** Most templates share no weighty word with what was said, and most time is saved by seeing it. */
function isHopeless(template: Template, tokens: readonly Token[], { likenessTo }: Surroundings): boolean {
  if (template.weight === 0) return false
  let gain = 0
  for (const element of template.elements) {
    if (element.kind !== 'word') continue
    let best = 0
    for (let index = 0; index < tokens.length; index += 1)
      best = Math.max(best, likenessTo(index, element.word))
    gain += best * element.weight
  }
  return gain / template.weight < 0.45
}

/** All cells after one more element: it is missing, or it is found at a token. */
function after(
  { element, index: place }: { element: Element; index: number },
  row: readonly (Cell | undefined)[],
  tokens: readonly Token[],
  surroundings: Surroundings,
): (Cell | undefined)[] {
  const next = [...row]
  for (let index = 0; index < tokens.length; index += 1) {
    const before = row[index]
    if (before === undefined) continue
    if (element.kind === 'word') {
      const gain = surroundings.likenessTo(index, element.word) * element.weight
      if (gain > 0) improve(next, index + 1, before, gain, { kind: 'word', index, element: place })
      continue
    }
    const { slot } = element
    for (const { to, gain } of candidateSpans(slot, index, tokens, surroundings))
      improve(next, to, before, gain, { kind: 'slot', slot, from: index, to, element: place })
  }
  return next
}

/** Passing over a token costs, or everything would fit everything. */
function skipping(row: (Cell | undefined)[], costs: readonly number[]): (Cell | undefined)[] {
  const next = [...row]
  costs.forEach((cost, index) => {
    const before = next[index]
    if (before !== undefined) improve(next, index + 1, before, -0.6 * cost, { kind: 'skip', index })
  })
  return next
}

function improve(row: (Cell | undefined)[], at: number, before: Cell, gain: number, step: Step): void {
  const known = row[at]
  const value = before.value + gain
  if (known === undefined || value > known.value) row[at] = { value, step, before }
}

export function costOf(token: Token): number {
  return token.quoted === undefined ? token.weight : 1
}

function read(template: Template, last: Cell, costs: readonly number[]): Alignment {
  const spans = new Map<string, readonly [number, number]>()
  const leftOver: number[] = []
  const found = new Set<number>()
  let [gain, certainty] = [0, 1]
  for (let cell: Cell | undefined = last; cell?.before !== undefined; cell = cell.before) {
    const { step, value, before } = cell
    if (step === undefined) continue
    if (step.kind === 'skip') {
      leftOver.unshift(step.index)
      continue
    }
    gain += value - before.value
    found.add(step.element)
    const element = template.elements[step.element]
    if (element?.kind === 'word' && element.weight === 1)
      certainty = Math.min(certainty, value - before.value)
    if (step.kind === 'slot') spans.set(step.slot.name, [step.from, step.to])
  }
  const missing = template.elements.map((_, index) => index).filter((index) => !found.has(index))
  return {
    template,
    spans,
    leftOver,
    missing,
    certainty,
    score: scoreOf({ template, gain, spans, leftOver, costs }),
  }
}

function scoreOf(reading: {
  template: Template
  gain: number
  spans: ReadonlyMap<string, unknown>
  leftOver: readonly number[]
  costs: readonly number[]
}): number {
  const { template, gain, spans, leftOver, costs } = reading
  const slots = template.elements.filter((element) => element.kind === 'slot')
  const slotWeight = slots.reduce(
    (sum, { slot }) =>
      sum + (spans.has(slot.name) ? 1 : slot.required || isPart(slot) ? MISSING_SLOT_WEIGHT : 1),
    0,
  )
  const wasted = leftOver.reduce((sum, index) => sum + (costs[index] ?? 0), 0)
  return gain / (template.weight + slotWeight + wasted * LEFT_OVER_COST)
}
