import type { Alignment } from './align.ts'
import type { Scene } from './meaning.ts'
import { sampleSite } from './sample-site.ts'
import { type Token, textOf } from './tokens.ts'
import type { Topic } from './topics.ts'

interface Said {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly best: Alignment | undefined
}

/** The answer to what cannot be done yet; undefined where something else is spoken of. */
export function unavailable(said: Said, scene: Scene): string | undefined {
  const topic = topicOf(said, scene)
  if (topic === undefined) return undefined
  const text = topic.answer ?? `${topic.missing} ${whatInstead(scene)}`
  return text.replaceAll('corner-bakery', sampleSite(scene) ?? 'corner-bakery')
}

/** From here on, what was said is an order that exists; its own words and titles raise no topic. */
const CLEAR_SCORE = 0.8

function topicOf({ text, tokens, best }: Said, scene: Scene): Topic | undefined {
  const { topics, fold } = scene.language
  const topic = topics.find((one) => one.about.test(fold(text).replace(/[.!?。！？\s]+$/, '')))
  if (topic === undefined || best === undefined || best.score < CLEAR_SCORE) return topic
  const explained = explainedWords(text, tokens, best, scene)
  return topic.about.test(explained) && isMeant(best, scene, explained) ? undefined : topic
}

/** What the order accounts for: not what is left over, nor a name that no site has. */
function explainedWords(text: string, tokens: readonly Token[], best: Alignment, scene: Scene): string {
  const outside = new Set(best.leftOver)
  const site = best.spans.get('site')
  if (site !== undefined && scene.sites.resolve(textOf(text, tokens.slice(...site))).kind === 'unknown')
    for (let index = site[0]; index < site[1]; index += 1) outside.add(index)
  return tokens
    .filter((_, index) => !outside.has(index))
    .map((token) => token.word)
    .join(scene.language.code === 'ja' ? '' : ' ')
}

/** "Restore the bakery" is a wish for a backup, unless the bakery is a deleted site. */
function isMeant({ template: { action } }: Alignment, scene: Scene, words: string): boolean {
  if (action.name !== 'sites.undelete') return true
  return /delet|undo/.test(words) || scene.sites.sites.some((site) => site.state === 'deleted')
}

function whatInstead({ permitted, language: { texts } }: Scene): string {
  return permitted.has('sites.create') ? texts.instead : texts.insteadHelp
}
