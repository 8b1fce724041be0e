import type { AnyAction } from '@aipress/contract'
import type { Grammar } from './grammar.ts'
import { GROUPS, type Group, groupCalled, groupsOf } from './help-groups.ts'
import type { LanguageCode } from './languages/language.ts'
import type { Meaning, Scene } from './meaning.ts'
import type { Texts } from './texts/texts.ts'
import { bareWords } from './tokens.ts'

/** "Help with backups", in folded words. */
const ASKED: Readonly<Record<LanguageCode, RegExp>> = {
  en: /^(?:please )?(?:help(?: me)?|i need help|what can (?:you|i) do|what can i (?:say|ask)|what is possible|show me what you can do) (?:with|about|on|for|regarding) (?:the |my |your )?(.+)$/,
  de: /^(?:bitte )?(?:hilfe|hilf mir|ich brauche hilfe|was kannst du|was kann ich)(?: alles)? (?:zu|zum|zur|bei|beim|mit|fur|uber|rund um)(?: den| der| dem| die| das| meinen| meine)? (.+?)(?: tun| machen)?$/,
  es: /^(?:ayuda(?:me)?|necesito ayuda|que puedes hacer|que puedo hacer) (?:con|sobre|para|de)(?: los| las| el| la| mis)? (.+)$/,
  fr: /^(?:aide(?:z)?(?: moi)?|j ai besoin d aide|que (?:peux|sais) tu faire|que puis je faire) (?:avec|sur|pour|a propos de|concernant)(?: les| la| le| mes| des)? (.+)$/,
  ja: /^(.+?)(?:について(?:の)?|の|で)(?:ヘルプ|使い方|何ができ(?:ます|る)か?|できること)(?:は|を教えて(?:ください)?)?$/u,
}

/** The actions of a group, where help was asked for with one. */
export function helpWithGroup(
  text: string,
  actions: readonly AnyAction[],
  grammar: Grammar,
  { permitted }: Scene,
): Meaning | undefined {
  const { language } = grammar
  const asked = ASKED[language.code].exec(bareWords(language.fold(text)))?.[1]
  const group = asked === undefined ? undefined : groupCalled(asked, actions, language)
  if (group === undefined) return undefined
  const { texts } = language
  const title = titleOf(group, language.code)
  const own = actions.filter((action) => permitted.has(action.name) && group.nouns.includes(nounOf(action)))
  if (own.length === 0) return { kind: 'say', text: texts.groups.notYours(title) }
  const lines = own.map((action) => {
    const sample = sampleOf(action, grammar) ?? exampleOf(action, texts)
    return `- ${capital(texts.actions[action.name] ?? action.summary)}: “${sample}”`
  })
  return { kind: 'say', text: [texts.groups.of(title), ...lines].join('\n') }
}

const SAMPLES_PER_GROUP = 2

/** All groups of which the person may do anything, with an example or two of each. */
export function helpText(actions: readonly AnyAction[], grammar: Grammar, { permitted }: Scene): string {
  const { texts, code } = grammar.language
  const allowed = actions.filter((action) => permitted.has(action.name))
  const lines = groupsOf(allowed).flatMap(({ group, actions: own }) => {
    const first = own.toSorted((a, b) => rank(a, group) - rank(b, group))
    const samples = first.flatMap((action) => sampleOf(action, grammar) ?? []).slice(0, SAMPLES_PER_GROUP)
    if (samples.length === 0) return []
    return [`- **${titleOf(group, code)}**: ${samples.map((sample) => `“${capital(sample)}”`).join(', ')}`]
  })
  const [first = GROUPS[0]] = groupsOf(allowed).map(({ group }) => group)
  const example = first === undefined ? '' : titleOf(first, code)
  return [texts.groups.all, ...lines, texts.groups.more(example)].join('\n')
}

const titleOf = ({ titles, nouns }: Group, code: LanguageCode) => titles[code] ?? capital(nouns[0] ?? '')

const rank = ({ name }: AnyAction, { first }: Group) =>
  first.includes(name) ? first.indexOf(name) : first.length

/** In the language that is spoken; nothing where there are no words for it yet. */
function sampleOf(action: AnyAction, grammar: Grammar): string | undefined {
  return grammar.templates.some((template) => template.action === action)
    ? grammar.sampleOf(action)
    : undefined
}

/** As the contract has it, which is understood whatever is spoken. */
function exampleOf({ examples, summary }: AnyAction, { samples }: Texts): string {
  return (examples[0] ?? summary).replace(/\{(\w+)\}/g, (_, slot: string) => samples[slot] ?? slot)
}

const nounOf = ({ name }: AnyAction) => name.split('.')[0] ?? name

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
