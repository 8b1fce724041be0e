import type { Alignment } from './align.ts'
import { isIntroduced } from './free-text.ts'
import type { Reading } from './interpret.ts'
import type { Pending, Scene } from './meaning.ts'
import type { Token } from './tokens.ts'
import { unavailable } from './unavailable.ts'
import { ORDERS } from './words.ts'

/** Orders and questions begin so. Titles may too ("Open House"), so these decide nothing alone. */
const FURTHER_ORDERS = new Set(
  'set put take bring run execute show list open give log sign login turn switch point connect attach disconnect detach invite let start shut unsuspend undelete restore recover upload check tell get find search read watch wait use migrate import clone back send kick remove make build'.split(
    ' ',
  ),
)
const QUESTIONS = new Set(
  'what which who whom whose where when why how is are was were do does did can could will would should may has have'.split(
    ' ',
  ),
)
/** Things that orders are about. */
const NOUNS =
  /^(sites?|websites?|blogs?|shops?|webshops?|hostnames?|domains?|tokens?|logs?|people|persons?|users?|accounts?|customers?|mails?|operations?|shards?|plugins?|themes?|it|that|this|wp|php|all|everything)$/

export function isOrder(tokens: readonly Token[]): boolean {
  const [first, second] = tokens
  if (first === undefined || first.quoted !== undefined || second === undefined) return false
  return ORDERS.has(first.word) || FURTHER_ORDERS.has(first.word) || QUESTIONS.has(first.word)
}

/**
 * Whether what was said is a request of its own instead of the answer to the question that is open.
 * A title may look like one by chance ("Open House"), so for free text more must speak for it.
 */
export function isNewRequest(text: string, reading: Reading, pending: Pending, scene: Scene): boolean {
  const { best, tokens } = reading
  const isFree = pending.slot === 'title' || pending.slot === 'name'
  if (isFree && isIntroduced(text)) return false
  if (pending.slot === 'args') return isClear(best, 0.9, 1.5) && best?.template.action.name !== pending.action
  if (isOrder(tokens) && unavailable({ text, tokens, best }, scene) !== undefined) return true
  if (!isFree) return isClear(best, 0.8, 1)
  if (tokens.length < 2) return false
  if (isClear(best, 0.85, 1)) return true
  return isOrder(tokens) && isClear(best, 0.62, 1) && tokens.slice(1).some((token) => NOUNS.test(token.word))
}

/** Begins as the action is asked for, and says enough of it. */
function isClear(best: Alignment | undefined, scoreMin: number, weightMin: number): boolean {
  if (best === undefined || best.score < scoreMin || best.template.weight < weightMin) return false
  return !best.leftOver.includes(0) && !best.missing.includes(0)
}
