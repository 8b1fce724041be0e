import type { Alignment } from './align.ts'
import { beginsWithNo, isQuestion } from './answer-text.ts'
import { isIntroduced } from './free-text.ts'
import type { Reading } from './interpret.ts'
import type { Language } from './languages/language.ts'
import type { Pending, Scene } from './meaning.ts'
import { bareWords, type Token } from './tokens.ts'
import { unavailable } from './unavailable.ts'

/** Things that orders are about, besides what a site has inside. */
const NOUNS =
  /^(sites?|websites?|webseiten?|seiten?|sitios?|blogs?|shops?|webshops?|hostnames?|domains?|persons?|customers?|operations?|shards?|it|that|this|wp|php|all|everything|サイト)$/

export function isOrder(tokens: readonly Token[], language: Language): boolean {
  const [first, second] = tokens
  if (first === undefined || first.quoted !== undefined || second === undefined) return false
  return language.beginsOrder(first.word)
}

/**
 * Whether what was said is a request of its own instead of the answer to the question that is open.
 * A title may look like one by chance ("Open House"), so for free text more must speak for it.
 */
export function isNewRequest(text: string, reading: Reading, pending: Pending, scene: Scene): boolean {
  const { best, tokens } = reading
  const isFree = pending.slot === 'title' || pending.slot === 'name'
  if (isFree && isIntroduced(text, scene.language)) return false
  if (pending.slot === 'args') return isOtherThanCommand(text, reading, pending, scene)
  if (isOrder(tokens, scene.language) && unavailable({ text, tokens, best }, scene) !== undefined) return true
  if (!isFree) return isClear(best, 0.8, 1)
  if (tokens.length < 2) return false
  if (isClear(best, 0.85, 1) || (isQuestion(text, scene.language) && isClear(best, 0.58, 0.5))) return true
  return (
    isOrder(tokens, scene.language) &&
    isClear(best, 0.62, 1) &&
    tokens.slice(1).some(({ word }) => NOUNS.test(word) || scene.language.isInside(word))
  )
}

/** "Is it online?" is no command, though a command may be any word. */
function isOtherThanCommand(
  text: string,
  { best, tokens }: Reading,
  { action }: Pending,
  { language }: Scene,
): boolean {
  if (/^\s*wp\s/i.test(text)) return false
  if (isQuestion(text, language)) return true
  return isClear(best, isOrder(tokens, language) ? 0.62 : 0.9, 1) && best?.template.action.name !== action
}

/** A name of more words is rather a sentence. */
export const NAME_WORDS_MAX = 6

/** Whether what was said in the place of a name may be something else: then it is asked about, as it costs. */
export function looksLikeTalk(text: string, { best, tokens }: Reading, language: Language): boolean {
  const { greeting, thanks, fold } = language
  const words = bareWords(fold(text))
  if (isOrder(tokens, language) || isQuestion(text, language) || greeting.test(words) || thanks.test(words))
    return true
  if (tokens.length > NAME_WORDS_MAX || beginsWithNo(text) || SPEAKS.test(text.trim())) return true
  if (VAGUE.test(words) || /^\p{Ll}.* (?:it|that|this|them)[.!]*$/u.test(text.trim())) return true
  if (tokens.some(({ word, quoted }) => quoted === undefined && language.isNegation(word))) return true
  return best !== undefined && best.template.weight >= 1 && best.score >= 0.7
}

/** Who has no name yet. */
const VAGUE =
  /^(?:maybe|perhaps|whatever|anything|something|hm+|um+|dunno|idk|no idea|you choose|vielleicht|irgendwas|weiss nicht|keine ahnung|quizas?|lo que sea|no se|peut etre|n importe|je ne sais pas|たぶん|分からない|わからない)(?: .*)?$/

/** Sentences begin so where the next word has a small letter; in Japanese they end so. */
const SPEAKS =
  /^(?:I|we|it|that|this|there|they|you|my|our|he|she|ich|wir|es|das|du|sie|mein\w*|unser\w*|yo|esto|eso|mi|nos|me|je|j['’]\p{L}+|on|il|elle|ça|cela|ce|c['’]est|mon|ma)\s+\p{Ll}|(?:ます|です|ください|ました|ません|たい|して|だよ|だね|かな)[。.！!]*$/iu

/** Begins as the action is asked for, and says enough of it. */
function isClear(best: Alignment | undefined, scoreMin: number, weightMin: number): boolean {
  if (best === undefined || best.score < scoreMin || best.template.weight < weightMin) return false
  return !best.leftOver.includes(0) && !best.missing.includes(0)
}
