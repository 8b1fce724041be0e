import { type AnyAction, isOfPlatform, ROLE_PERMISSIONS, type Role } from '@aipress/contract'
import { type Alignment, align, costOf } from './align.ts'
import { beginsWithNo } from './answer-text.ts'
import { contentWish } from './content-wish.ts'
import { complete, fill, questionOf } from './fill.ts'
import type { Element, Grammar, Template } from './grammar.ts'
import { refusal } from './guards.ts'
import type { Language } from './languages/language.ts'
import type { Meaning, Scene } from './meaning.ts'
import { answerIn, lateAnswerIn } from './open-question.ts'
import { type PhpWish, phpWish } from './php-wish.ts'
import { withoutCourtesy } from './politeness.ts'
import { isSaidPlainly } from './said-plainly.ts'
import type { Slot } from './slots.ts'
import { notUnderstood, smallTalk } from './small-talk.ts'
import { createSurroundings } from './spans.ts'
import type { Texts } from './texts/texts.ts'
import { timeRangeIn } from './time-words.ts'
import { isTooLong, type Token, tokenise } from './tokens.ts'
import { unavailable } from './unavailable.ts'
import { asksForUndo, undoOf } from './undo.ts'
import { valueFor } from './values.ts'

/**
 * What one utterance means: a call, a question back, or something to say.
 *
 * It never guesses at harm: the riskier an action, the more of what was said must be accounted for,
 * and a site that was not named exactly is asked about first.
 */
export function interpret(
  text: string,
  grammar: Grammar,
  actions: readonly AnyAction[],
  scene: Scene,
): Meaning {
  return meaningIn(text, grammar, actions, scene) ?? notUnderstood(actions, grammar, scene)
}

/** Undefined when it means nothing in this language. */
export function meaningIn(
  text: string,
  grammar: Grammar,
  actions: readonly AnyAction[],
  scene: Scene,
): Meaning | undefined {
  if (asksForUndo(text, scene)) {
    const { pending, shown } = scene.memory
    // "Annule ça" means what was asked just now, of which nothing is done yet.
    const isOpen = shown !== undefined || (pending !== undefined && pending.undoes !== true)
    if (isOpen && beginsWithNo(text)) return { kind: 'say', text: scene.language.texts.didNothing }
    return undoOf(actions, scene)
  }
  const meaningOf = (words: string, there: Scene) => meaningIn(words, grammar, actions, there)
  const around = { grammar, actions, scene, meaningOf }
  const reading = read(text, grammar, scene)
  const answered = answerIn(text, reading, around)
  if (answered !== undefined) return answered
  if (isTooLong(text, grammar.language)) return { kind: 'say', text: grammar.language.texts.tooLong }
  const talk = smallTalk(text, actions, grammar, scene)
  if (talk !== undefined) return talk
  const content = contentWish(text, reading.tokens, actions, scene)
  if (content !== undefined) return content
  const wish = phpWish(text, scene)
  const setPhp = actions.find(({ name }) => name === 'php.set')
  if (wish !== undefined && setPhp !== undefined) return granting(wish, setPhp, grammar, scene)
  return mean(text, reading, grammar, scene) ?? lateAnswerIn(text, reading, around)
}

/** A site that was not named for certain is asked about, with all that is wished for kept. */
function granting({ values, site }: PhpWish, action: AnyAction, grammar: Grammar, scene: Scene): Meaning {
  if (!scene.permitted.has(action.name))
    return { kind: 'say', text: notPermitted(action, grammar.language.texts, scene) }
  if (site === undefined) return complete({ action, input: values, grammar, scene })
  if (site.kind !== 'site' || !site.certain) return questionOf(site, { action, input: values }, scene)
  return complete({ action, input: { site: site.name, ...values }, grammar, scene })
}

/** A question about a site may look like half an order: then what was asked is meant, if it is near enough. */
const NEAR = 0.1

function askedFor(reading: Reading, language: Language, scene: Scene): Alignment | undefined {
  const best = fitting(reading, scene)
  const { tokens, others } = reading
  if (best === undefined || language.verbComesFirst || isAskedFor(best, tokens, language)) return best
  const harmless = others.find(
    (other) =>
      other.template.action.effect === 'reads' &&
      best.score - other.score < NEAR &&
      isAskedFor(other, tokens, language),
  )
  return harmless ?? best
}

/** How sure we must be before an action is called, by what it does. */
const SCORE_MIN: Record<AnyAction['effect'], number> = {
  reads: 0.58,
  creates: 0.62,
  changes: 0.64,
  destroys: 0.64,
}

/** How much of what was said may remain unexplained; one weighty word counts 1. */
const LEFT_OVER_MAX: Record<AnyAction['effect'], number> = {
  reads: 1.7,
  creates: 0.9,
  changes: 0.9,
  destroys: 0.4,
}

export interface Reading {
  readonly tokens: readonly Token[]
  readonly best: Alignment | undefined
  /** The best of each other action, better first. */
  readonly others: readonly Alignment[]
}

export function read(text: string, grammar: Grammar, scene: Scene): Reading {
  const { language } = grammar
  const tokens = withoutCourtesy(tokenise(text, language), language)
  const { sites, now } = scene
  const surroundings = createSurroundings({ source: text, tokens, sites, language, now })
  const byAction = new Map<string, Alignment>()
  for (const template of grammar.templates) {
    const alignment = align(template, tokens, surroundings)
    const known = byAction.get(template.action.name)
    if (alignment === undefined || (known !== undefined && !isBetter(alignment, known))) continue
    if (isSaidPlainly(alignment, { source: text, tokens }, scene))
      byAction.set(template.action.name, alignment)
  }
  const [best, ...others] = [...byAction.values()].sort((a, b) => (isBetter(a, b) ? -1 : 1))
  return { tokens, best, others }
}

/** Between equals, what can do less harm is meant. */
const RISK: Record<AnyAction['effect'], number> = { reads: 0, creates: 1, changes: 2, destroys: 3 }

/** Near enough in score, the wordier template says more about what was meant. */
function isBetter(a: Alignment, b: Alignment): boolean {
  if (Math.abs(a.score - b.score) > 0.015) return a.score > b.score
  if (a.spans.size !== b.spans.size) return a.spans.size > b.spans.size
  if (a.template.weight !== b.template.weight) return a.template.weight > b.template.weight
  if (RISK[a.template.action.effect] !== RISK[b.template.action.effect])
    return RISK[a.template.action.effect] < RISK[b.template.action.effect]
  return a.score > b.score
}

function mean(text: string, reading: Reading, grammar: Grammar, scene: Scene): Meaning | undefined {
  const best = askedFor(reading, grammar.language, scene)
  const topic = unavailable({ text, tokens: reading.tokens, best }, scene)
  if (topic !== undefined) return { kind: 'say', text: topic }
  if (best === undefined) return undefined
  const { action } = best.template
  const { texts } = grammar.language
  const leftOver = unexplained(best, reading.tokens, grammar)
  const refused = refusal({ text, tokens: reading.tokens, alignment: best, grammar })
  if (best.score < SCORE_MIN[action.effect] || leftOver > LEFT_OVER_MAX[action.effect]) return undefined
  if (!isAskedFor(best, reading.tokens, grammar.language)) return undefined
  if (refused !== undefined) return { kind: 'say', text: refused }
  if (!scene.permitted.has(action.name)) return { kind: 'say', text: notPermitted(action, texts, scene) }
  return fill({ source: text, tokens: reading.tokens, alignment: best, grammar, scene })
}

function notPermitted(action: AnyAction, texts: Texts, { role, barrierTo }: Scene): string {
  const what = texts.actions[action.name] ?? action.summary
  const barrier = barrierTo?.(action) ?? 'role'
  if (barrier !== 'role') return texts.barred[barrier](what)
  // Owners do what is the account's matter, and give the roles on it.
  const isOwners = !isOfPlatform(role as Role) && ROLE_PERMISSIONS.owner.includes(action.permission)
  return texts.notPermitted(what, role, isOwners ? 'owner' : 'administrator')
}

/** The weight of what was said besides; "in silver" explains itself where there is a tier to choose. */
function unexplained({ template, leftOver }: Alignment, tokens: readonly Token[], grammar: Grammar): number {
  const slots = [...grammar.slots(template.action).values()]
  const time = template.takesTime
    ? timeRangeIn(tokens, (index) => leftOver.includes(index), grammar.language)
    : undefined
  return leftOver
    .filter((index) => time === undefined || index < time.from || index >= time.to)
    .map((index) => tokens[index] as Token)
    .filter(
      (token) =>
        !slots.some((slot) => isSaidAlone(slot) && valueFor(slot, token, grammar.language) !== undefined),
    )
    .reduce((sum, token) => sum + costOf(token), 0)
}

/** Numbers may be anything. */
const isSaidAlone = ({ kind }: Slot) => kind !== 'number' && kind !== 'duration'

/** Of "eine Website für {title}" the noun alone would make an order of any two words. */
const UNSAID_SHARE_MAX = 0.4

function isSaidEnough(
  { elements }: Template,
  missing: readonly number[],
  { verbComesFirst }: Language,
): boolean {
  const isWord = (element: Element | undefined) => element?.kind === 'word'
  const unsaid = missing.filter((index) => isWord(elements[index])).length
  return verbComesFirst || unsaid <= UNSAID_SHARE_MAX * elements.filter(isWord).length
}

/** In English orders begin with what is to be done; elsewhere they may begin with an article. */
function isDecisive(element: Element | undefined, { verbComesFirst }: Language): boolean {
  return element?.kind === 'word' && (verbComesFirst || element.weight >= 0.5)
}

/** "I love jazz" and "my boss suspended it" tell something; wishes of "I want" are courtesies by now. */
const TELLS =
  /^(?:i|we|he|she|they|you|my|our|it|ich|wir|er|du|man|mein|meine|unser|unsere|yo|nosotros|ella|ellos|mi|je|j|nous|elle|ils|elles|on|tu|mon|ma|if|when|unless|once|before|after|maybe|perhaps|wenn|falls|sobald|bevor|nachdem|vielleicht|cuando|quizas?|quand|lorsque)$/

/**
 * Whether the words that make it this action were said: all weighty ones for harm and for what will
 * cost money, the leading one for other effects, and for a question no order beside it.
 */
function isAskedFor(
  { template, missing, leftOver }: Alignment,
  tokens: readonly Token[],
  language: Language,
): boolean {
  const { action, elements } = template
  if (action.effect === 'reads') return !leftOver.some((index) => language.isOrder(tokens[index]?.word ?? ''))
  const unsaid = missing.map((index) => elements[index])
  if (unsaid.some((element) => element === elements[0] && isDecisive(element, language))) return false
  if (action.effect === 'creates' && !isSaidEnough(template, missing, language)) return false
  const first = leftOver.includes(0) ? (tokens[0]?.word ?? '') : ''
  if (language.beginsQuestion(first)) return false
  if (action.effect !== 'creates' && TELLS.test(first)) return false
  if (action.effect === 'creates' || (action.effect === 'changes' && !language.verbComesFirst))
    return !unsaid.some((element) => element?.kind === 'word' && element.weight === 1)
  if (action.effect !== 'destroys') return true
  return !unsaid.some((element) => element?.kind === 'word' && element.weight >= 0.5)
}

/** "Bring back" means resume or undelete: which of them, the site's own state tells. */
const FROM_STATE: Record<string, string> = { 'sites.resume': 'suspended', 'sites.undelete': 'deleted' }

function fitting({ best, others, tokens }: Reading, scene: Scene): Alignment | undefined {
  if (best === undefined || !(best.template.action.name in FROM_STATE)) return best
  const near = [best, ...others.filter((other) => best.score - other.score < 0.06)]
  return (
    near.find((one) => {
      const span = one.spans.get('site')
      const wanted = FROM_STATE[one.template.action.name]
      if (span === undefined || wanted === undefined) return false
      const words = tokens.slice(...span).map((token) => token.quoted ?? token.word)
      const said = words.join(' ')
      const name = scene.sites.called(said)[0]?.state ?? stateOfFocus(said, scene)
      return name === wanted
    }) ?? best
  )
}

function stateOfFocus(said: string, { sites, memory }: Scene): string | undefined {
  const resolution = sites.resolve(said)
  if (resolution.kind === 'exact' || resolution.kind === 'part') return resolution.site.state
  return memory.focus === undefined ? undefined : sites.called(memory.focus)[0]?.state
}
