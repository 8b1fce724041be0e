import type { Alignment } from './align.ts'
import { isIntroduced } from './free-text.ts'
import type { Reading } from './interpret.ts'
import type { Language } from './languages/language.ts'
import type { Pending, Scene } from './meaning.ts'
import type { Token } from './tokens.ts'
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
  if (pending.slot === 'args') return isClear(best, 0.9, 1.5) && best?.template.action.name !== pending.action
  if (isOrder(tokens, scene.language) && unavailable({ text, tokens, best }, scene) !== undefined) return true
  if (!isFree) return isClear(best, 0.8, 1)
  if (tokens.length < 2) return false
  if (isClear(best, 0.85, 1)) return true
  return (
    isOrder(tokens, scene.language) &&
    isClear(best, 0.62, 1) &&
    tokens.slice(1).some(({ word }) => NOUNS.test(word) || scene.language.isInside(word))
  )
}

/** Begins as the action is asked for, and says enough of it. */
function isClear(best: Alignment | undefined, scoreMin: number, weightMin: number): boolean {
  if (best === undefined || best.score < scoreMin || best.template.weight < weightMin) return false
  return !best.leftOver.includes(0) && !best.missing.includes(0)
}
