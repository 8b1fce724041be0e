import type { AnyAction } from '@aipress/contract'
import { yesOrNo } from './answer-text.ts'
import type { Grammar } from './grammar.ts'
import { helpText, helpWithGroup } from './help.ts'
import type { Meaning, Scene } from './meaning.ts'
import { sampleSite } from './sample-site.ts'
import { bareWords } from './tokens.ts'

/** Greetings, thanks and calls for help, when nothing else was said. */
export function smallTalk(
  text: string,
  actions: readonly AnyAction[],
  grammar: Grammar,
  scene: Scene,
): Meaning | undefined {
  const { texts, greeting, thanks, farewell, help, identity, fold } = grammar.language
  const words = bareWords(fold(text))
  if (words === '' || help.test(words)) return say(helpText(actions, grammar, scene))
  const group = helpWithGroup(text, actions, grammar, scene)
  if (group !== undefined) return group
  if (greeting.test(words)) return say(`${texts.hello} ${firstThings(actions, grammar, scene)}`)
  if (thanks.test(words)) return say(texts.welcome)
  if (farewell.test(words)) return say(texts.goodbye)
  if (identity.test(words)) return say(texts.identity)
  const answer = yesOrNo(words)
  if (answer === undefined) return undefined
  return say(answer === 'no' ? texts.didNothing : texts.nothingAsked)
}

/** `near`: what resembles it most, which is offered first. */
export function notUnderstood(
  actions: readonly AnyAction[],
  grammar: Grammar,
  scene: Scene,
  near: readonly AnyAction[] = [],
): Meaning {
  return say(`${grammar.language.texts.notUnderstood} ${firstThings(actions, grammar, scene, near)}`)
}

/** What people need first; others follow in the contract's order. */
const FIRST = [
  'sites.create',
  'sites.list',
  'sites.login',
  'hostnames.add',
  'sites.logs',
  'sites.wp',
  'sites.suspend',
  'platform.status',
]
const SAMPLES_MAX = 8

/** Of a greeting and of what was not understood: a handful to begin with. */
function firstThings(
  actions: readonly AnyAction[],
  grammar: Grammar,
  scene: Scene,
  near: readonly AnyAction[] = [],
): string {
  const allowed = actions.filter((action) => scene.permitted.has(action.name))
  const order = [...near.map(({ name }) => name as string), ...FIRST]
  const rank = ({ name }: AnyAction) => (order.includes(name) ? order.indexOf(name) : order.length)
  const site = sampleSite(scene)
  const samples = allowed
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, SAMPLES_MAX)
    .map((action) => `- ${capital(grammar.sampleOf(action, site))}`)
  return grammar.language.texts.help(samples)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function say(text: string): Meaning {
  return { kind: 'say', text }
}
