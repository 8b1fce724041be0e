import { isYes } from './answer-text.ts'
import type { Grammar } from './grammar.ts'
import { read } from './interpret.ts'
import { EMPTY_MEMORY, type Scene } from './meaning.ts'
import { isOrder, NAME_WORDS_MAX } from './orders.ts'
import { createSiteIndex } from './site-index.ts'
import { smallTalk } from './small-talk.ts'

/** From here on it is a request, whatever else it may be. */
const REQUEST_SCORE = 0.58

/** Whether words said while a name must be typed were meant as that name, or as a yes. */
export function isMeantAsName(text: string, grammar: Grammar): boolean {
  if (isYes(text)) return true
  const { language } = grammar
  const scene: Scene = {
    language,
    now: new Date(0),
    memory: EMPTY_MEMORY,
    sites: createSiteIndex([]),
    permitted: new Set(),
    role: '',
  }
  if (smallTalk(text, [], grammar, scene) !== undefined) return false
  const { best, tokens } = read(text, grammar, scene)
  if (tokens.length > NAME_WORDS_MAX || isOrder(tokens, language)) return false
  return best === undefined || best.template.weight === 0 || best.score < REQUEST_SCORE
}
