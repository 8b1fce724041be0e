import { type AnyAction, siteNameFromTitle } from '@aipress/contract'
import type { Alignment } from './align.ts'
import { commandLine } from './command-line.ts'
import { dayIn } from './days.ts'
import { type Found, foundSite, isSomeSite, siteIn, speaksOfSome } from './find-site.ts'
import { titleFrom } from './free-text.ts'
import { type Grammar, hasDays } from './grammar.ts'
import type { Language } from './languages/language.ts'
import type { Meaning, Scene } from './meaning.ts'
import { splitCommand, unusedPlace } from './named-place.ts'
import { KEEPS_ADDRESS } from './phrasings/phrasing.ts'
import { askFor, askWhetherMeant, askWhetherWanted, askWhich, unknownSite } from './questions.ts'
import { isPart, type Slot } from './slots.ts'
import { timeRangeFrom, timeRangeIn } from './time-words.ts'
import { type Token, textOf } from './tokens.ts'
import { choiceOf, numberOf, valueFor, valueOfWords } from './values.ts'

interface Reading {
  readonly source: string
  readonly tokens: readonly Token[]
  readonly alignment: Alignment
  readonly grammar: Grammar
  readonly scene: Scene
}

/** Turns a reading into a call, or into the question that is still open; undefined where it makes no sense. */
export function fill(reading: Reading): Meaning | undefined {
  const { alignment, grammar, scene } = reading
  const { action, fixed, purpose } = alignment.template
  const input: Record<string, unknown> = { ...fixed }
  let doubt: Found | undefined
  for (const slot of grammar.slots(action).values()) {
    if (slot.name in input) continue
    if (slot.kind === 'site') {
      const found = siteOf(slot, reading)
      if (found?.kind === 'site') input[slot.name] = found.name
      if (found?.kind === 'site' ? !found.certain : found !== undefined) doubt ??= found
      continue
    }
    const value = valueIn(slot, reading)
    if (value !== undefined) input[slot.name] = value
  }
  const unsaid = unsaidPart(reading, input)
  if (unsaid !== undefined && (doubt === undefined || doubt.kind === 'site'))
    return askFor({ action, input, slot: unsaid, purpose }, scene)
  if (hasDays(grammar.slots(action)) && !('from' in input))
    Object.assign(input, dayIn(freeTokens(reading), grammar.language, scene.now))
  if (doubt?.kind === 'unknown' && isSentence(doubt.said, grammar.language)) return undefined
  if (doubt !== undefined && (doubt.kind !== 'site' || action.effect !== 'reads'))
    return questionOf(doubt, { action, input, purpose }, scene)
  const meaning = complete({ action, input, purpose, grammar, scene })
  return meaning.kind === 'call' && isDoubtful(alignment, grammar)
    ? askWhetherWanted({ action, input, purpose }, scene)
    : meaning
}

/** "Purge the about page" is about one page: all of them is not what was asked for. */
function unsaidPart({ alignment }: Reading, input: Record<string, unknown>): Slot | undefined {
  return alignment.template.elements.flatMap((element) =>
    element.kind === 'slot' && isPart(element.slot) && !(element.slot.name in input) ? [element.slot] : [],
  )[0]
}

/** "How do I change the" is no site that somebody might know. */
function isSentence(said: string, language: Language): boolean {
  const [first = '', ...others] = language.fold(said).split(' ')
  return others.length >= 2 && language.beginsQuestion(first)
}

function freeTokens({ alignment, tokens }: Reading): Token[] {
  const spans = [...alignment.spans.values()]
  return tokens.filter(
    ({ quoted }, index) => quoted === undefined && !spans.some(([from, to]) => index >= from && index < to),
  )
}

/** Where one letter makes another form of a word, a slip may not destroy. */
const CERTAIN = 0.9

function isDoubtful({ template, certainty }: Alignment, { language }: Grammar): boolean {
  return template.action.effect === 'destroys' && !language.slipsMayDestroy && certainty < CERTAIN
}

/** Asks for the first thing that is missing, or calls. */
export function complete(draft: {
  action: AnyAction
  input: Record<string, unknown>
  purpose?: string | undefined
  grammar: Grammar
  scene: Scene
}): Meaning {
  const { action, purpose, grammar, scene } = draft
  const input = withAddress(draft)
  for (const slot of grammar.slots(action).values())
    if (slot.required && !(slot.name in input)) return askFor({ action, input, slot, purpose }, scene)
  const parsed = action.input.safeParse(input)
  if (parsed.success) return { kind: 'call', action, input, purpose }
  const issue = parsed.error.issues[0]
  const slot = grammar.slots(action).get(String(issue?.path[0] ?? ''))
  if (slot === undefined) return { kind: 'say', text: issue?.message ?? scene.language.texts.unusable }
  const { [slot.name]: _refused, ...rest } = input
  return askFor({ action, input: rest, slot, purpose, problem: issue?.message }, scene)
}

/** Who speaks of the title alone wants no other address, which links and bookmarks lead to. */
function withAddress({
  action,
  input,
  purpose,
  scene,
}: Pick<Parameters<typeof complete>[0], 'action' | 'input' | 'purpose' | 'scene'>): Record<string, unknown> {
  if ('name' in input || !NAMED_BY_TITLE.has(action.name)) return input
  if (action.name === 'sites.rename' && purpose === KEEPS_ADDRESS)
    return typeof input.site === 'string' ? { ...input, name: input.site } : input
  const title = String(input.title ?? '')
  const [name, spelled] = [siteNameFromTitle(title), siteNameFromTitle(title, scene.language.code)]
  return spelled === undefined || spelled === name ? input : { ...input, name: spelled }
}

const NAMED_BY_TITLE: ReadonlySet<string> = new Set(['sites.create', 'sites.rename'])

export function questionOf(
  found: Found,
  draft: { action: AnyAction; input: Record<string, unknown>; purpose?: string | undefined },
  scene: Scene,
): Meaning {
  switch (found.kind) {
    case 'site':
      return askWhetherMeant(found, draft, scene)
    case 'several':
      return askWhich(found.sites, draft, scene)
    case 'unknown':
      return unknownSite(found.said, found.suggestions, draft, scene)
  }
}

function siteOf(slot: Slot, reading: Reading): Found | undefined {
  const { alignment, source, tokens, scene } = reading
  const span = alignment.spans.get(slot.name)
  if (span !== undefined) {
    const said = textOf(source, tokens.slice(...span))
    const before = tokens[span[0] - 1]?.word
    const isOpen = isSomeSite(scene.language.fold(said).trim(), before, scene)
    if (isOpen && scene.sites.called(said).length === 0) return undefined
    const found = foundSite(said, scene)
    return found?.kind === 'site' && isOutcry(said, reading) ? { ...found, certain: false } : found
  }
  const command = commandOf(reading)
  if (command !== undefined) return foundSite(textOf(source, command.place), scene)
  const owner = ownerOfHostname(reading) ?? ownerOfUrl(reading)
  if (owner !== undefined) return owner
  const mentioned = siteIn(source, tokens, alignment.leftOver, scene.sites)
  if (mentioned !== undefined) return { kind: 'site', ...mentioned, certain: true }
  if (tokens.some((token) => scene.language.isPronoun(token.word))) return foundSite('', scene)
  const place = unusedPlace(tokens, alignment, scene.language)
  if (place.length > 0) return foundSite(textOf(source, place), scene)
  if (!slot.required || alignment.template.action.effect === 'destroys') return undefined
  if (isSomeMeant(reading)) return undefined
  const found = foundSite('', scene)
  const isGuess = found?.kind === 'site' && UNNAMED.has(alignment.template.action.name) && hasOthers(scene)
  return isGuess ? { ...found, certain: false } : found
}

/** "Stop it!" may be meant for the chat. */
function isOutcry(said: string, { alignment, tokens, scene: { language } }: Reading): boolean {
  if (alignment.template.action.name !== 'sites.suspend') return false
  const isPointer = language.isPointer(language.fold(said).trim())
  return isPointer && /^(?:stop|stopp|stoppe|halte?|arrete[rz]?|para|parar)$/.test(tokens[0]?.word ?? '')
}

/** What they do to a live site is not done to the one spoken of without a word for it: "stop", "shut down". */
const UNNAMED: ReadonlySet<string> = new Set(['sites.suspend', 'sites.resume', 'sites.move'])

const hasOthers = ({ sites }: Scene) => sites.sites.filter(({ state }) => state !== 'deleted').length > 1

/** Whatever stands in a title or in quotation marks names none. */
function isSomeMeant({ alignment, tokens }: Reading): boolean {
  const inSlots = [...alignment.spans.values()].flatMap(([from, to]) => range(from, to))
  return speaksOfSome(tokens, inSlots)
}

function commandOf({ alignment, tokens, grammar }: Reading) {
  const slots = [...grammar.slots(alignment.template.action).values()]
  const words = slots.find((slot) => slot.kind === 'words')
  const span = words === undefined ? undefined : alignment.spans.get(words.name)
  return span === undefined || alignment.spans.has('site')
    ? undefined
    : splitCommand(tokens.slice(...span), grammar.language)
}

/** "Remove flowers.example.com": a hostname that is in use tells its site. */
function ownerOfHostname({ alignment, source, tokens, scene }: Reading): Found | undefined {
  const span = alignment.spans.get('hostname')
  if (span === undefined || scene.sites.called(textOf(source, tokens.slice(...span))).length === 0)
    return undefined
  return foundSite(textOf(source, tokens.slice(...span)), scene)
}

/** "Purge http://bakery.example.com/about/" tells it too. */
function ownerOfUrl({ alignment, source, tokens, scene }: Reading): Found | undefined {
  const span = alignment.spans.get('url')
  const [, host] =
    /^(?:https?:\/\/)?([^\s/:]+)/i.exec(span === undefined ? '' : textOf(source, tokens.slice(...span))) ?? []
  return host === undefined || scene.sites.called(host).length === 0 ? undefined : foundSite(host, scene)
}

function valueIn(slot: Slot, reading: Reading): unknown {
  const { alignment, source, tokens, grammar } = reading
  const { language } = grammar
  const span = alignment.spans.get(slot.name)
  const command = slot.kind === 'words' ? commandOf(reading) : undefined
  if (command !== undefined) return commandLine(source, command.command)
  if (span !== undefined) return valueOfSpan(slot, tokens.slice(...span), reading)
  const inSlots = new Set([...alignment.spans.values()].flatMap(([from, to]) => range(from, to)))
  const free = tokens.filter((token, index) => !inSlots.has(index) && token.quoted === undefined)
  switch (slot.kind) {
    case 'hostname':
    case 'email':
    case 'person':
    case 'id':
      return free.map((token) => valueFor(slot, token, language)).find((value) => value !== undefined)
    case 'shard':
      return free.map((token) => token.word).find((word) => /^shard-?\d+$/.test(word))
    case 'choice':
      // "On shard 2" names a shard; it does not choose to sort by them.
      return free
        .filter((token) => !grammar.slots(alignment.template.action).has(token.word))
        .map((token) => choiceOf(slot, token.word, language))
        .find((value) => value !== undefined)
    case 'number':
      return numberBeside(slot, free, language)
    case 'duration':
      return numberBeside(slot, free, language) ?? valueInRun(slot, reading)
    case 'moment':
    case 'size':
      return valueInRun(slot, reading)
    case 'range':
      return timeRangeIn(tokens, (index) => !inSlots.has(index), language)?.range
    case 'flag':
      return saysFlag(slot, free) ? true : undefined
    default:
      return undefined
  }
}

function valueOfSpan(slot: Slot, tokens: readonly Token[], { source, grammar, scene }: Reading): unknown {
  const { language } = grammar
  if (slot.kind === 'words') return commandLine(source, tokens)
  if (slot.kind === 'text') return titleFrom(source, tokens, language)
  if (slot.kind === 'range') return timeRangeFrom(tokens, 0, language)?.range
  const value = valueOfWords(slot, textOf(source, tokens), { language, now: scene.now })
  if (value !== undefined) return value
  const first = tokens[0]
  return first === undefined ? undefined : valueFor(slot, first, language)
}

/** "20 lines", "lines 20", "last 20": a number says which input it is for by its neighbour. */
function numberBeside(slot: Slot, tokens: readonly Token[], language: Language): number | undefined {
  for (const [index, token] of tokens.entries()) {
    const value = numberOf(token.word, language)
    const neighbours = [tokens[index - 1]?.word, tokens[index + 1]?.word].map(
      (word) => language.inputs[word ?? ''] ?? word,
    )
    if (value !== undefined && neighbours.some((word) => word === slot.name || `${word}s` === slot.name))
      return value
  }
  return undefined
}

/** Times, sizes and amounts with their unit, in what nothing else of the reading has taken. */
const RUN_TOKENS_MAX = 8

function valueInRun(slot: Slot, { alignment, source, tokens, grammar, scene }: Reading): unknown {
  const free = new Set(alignment.leftOver)
  for (let length = Math.min(RUN_TOKENS_MAX, tokens.length); length >= 1; length -= 1)
    for (let from = 0; from + length <= tokens.length; from += 1) {
      if (!range(from, from + length).every((index) => free.has(index))) continue
      const words = textOf(source, tokens.slice(from, from + length))
      const isBare = slot.kind !== 'moment' && /^\d+$/.test(words.trim())
      const value = isBare
        ? undefined
        : valueOfWords(slot, words, { language: grammar.language, now: scene.now })
      if (value !== undefined) return value
    }
  return undefined
}

/** `readOnly` is said as "read-only" or "read only". */
function saysFlag(slot: Slot, tokens: readonly Token[]): boolean {
  const words = slot.name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  if (!words.includes(' ')) return false
  return ` ${tokens.map((token) => token.word.replaceAll('-', ' ')).join(' ')} `.includes(` ${words} `)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
