import type { AnyAction } from '@aipress/contract'
import { toolName } from '@aipress/contract'
import type { LanguageCode } from './languages/language.ts'
import type { Meaning, Scene } from './meaning.ts'

/** "Undo that", and nothing besides: what names its thing is an order of its own. */
const ASKED: Readonly<Record<LanguageCode, RegExp>> = {
  en: /^(?:please )?(?:undo|revert|take back|reverse)(?: (?:that|it|this|the last (?:one|change|step)))?(?: again)?(?:,? please)?$|^take (?:that|it) back(?:,? please)?$/i,
  de: /^(?:bitte )?(?:mach(?:e)? (?:das|es|dies) (?:wieder )?(?:rückgängig|ungeschehen)|rückgängig(?: machen)?|nimm das zurück)(?:,? bitte)?$/i,
  es: /^(?:por favor )?(?:deshaz(?:lo)?|deshacer|revierte(?:lo)?)(?: (?:eso|esto|lo último|el último cambio))?(?:,? por favor)?$/i,
  fr: /^(?:annule[rz]? (?:ça|cela|ceci|la dernière (?:action|modification))|défai(?:s|tes)(?:-le| ça| cela)?|reviens en arrière)(?:,? s[’' ]il (?:te|vous) plaît)?$/i,
  ja: /^(?:(?:それを|これを)?(?:元に戻して|取り消して|元に戻す|取り消す)(?:ください)?)$/u,
}

type Input = Record<string, unknown>

/**
 * What takes it back, where that is certain. Each keeps to what the first call has named. Hostnames are not among them:
 * adding may only have made one the primary, and what is removed and added again may become it.
 */
const INVERSES: Readonly<
  Record<string, (input: Input, made: string | undefined) => [string, Input] | undefined>
> = {
  'sites.suspend': ({ site }) => ['sites.resume', { site }],
  'sites.resume': ({ site }) => ['sites.suspend', { site }],
  'sites.delete': ({ site }) => ['sites.undelete', { site }],
  'sites.undelete': ({ site }) => ['sites.delete', { site }],
  'sites.create': (_, made) => (made === undefined ? undefined : ['sites.delete', { site: made }]),
}

/** The call that takes the last one back; undefined where nobody asks for that. */
export function undoOf(text: string, actions: readonly AnyAction[], scene: Scene): Meaning | undefined {
  const { language, memory, permitted } = scene
  if (!ASKED[language.code].test(text.trim().replace(/[.!?。！？]+$/, ''))) return undefined
  const { texts } = language
  const last = memory.called?.findLast(({ toolName: name }) =>
    actions.some((action) => toolName(action) === name && action.effect !== 'reads'),
  )
  const before = actions.find((action) => toolName(action) === last?.toolName)
  if (last === undefined || before === undefined) return { kind: 'say', text: texts.nothingToUndo }
  const [name, input] = INVERSES[before.name]?.(last.input, last.made) ?? []
  const action = actions.find((one) => one.name === name && permitted.has(one.name))
  if (action === undefined || input === undefined)
    return { kind: 'say', text: texts.cannotUndo(before.summary) }
  return { kind: 'call', action, input }
}
