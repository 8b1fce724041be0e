import type { AnyAction } from '@aipress/contract'
import { toolName } from '@aipress/contract'
import type { LanguageCode } from './languages/language.ts'
import type { Meaning, PastCall, Scene } from './meaning.ts'
import type { Texts } from './texts/texts.ts'

/** "Undo that", and nothing besides: what names its thing is an order of its own. */
const ASKED: Readonly<Record<LanguageCode, RegExp>> = {
  en: /^(?:please )?(?:undo|revert|take back|reverse)(?: (?:that|it|this|the last (?:one|change|step)))?(?: again)?(?:,? please)?$|^take (?:that|it) back(?:,? please)?$/i,
  de: /^(?:bitte )?(?:mach(?:e)? (?:das|es|dies) (?:wieder )?(?:rückgängig|ungeschehen)|rückgängig(?: machen)?|nimm das zurück)(?:,? bitte)?$/i,
  es: /^(?:por favor )?(?:deshaz(?:lo)?|deshacer|revierte(?:lo)?)(?: (?:eso|esto|lo último|el último cambio))?(?:,? por favor)?$/i,
  fr: /^(?:annule[rz]? (?:ça|cela|ceci|la dernière (?:action|modification))|défai(?:s|tes)(?:-le| ça| cela)?|reviens en arrière)(?:,? s[’' ]il (?:te|vous) plaît)?$/i,
  ja: /^(?:(?:それを|これを)?(?:元に戻して|取り消して|元に戻す|取り消す)(?:ください)?)$/u,
}

type Input = Record<string, unknown>

/** What takes it back, where the call itself tells; of settings the former ones were read (`take-back.ts`). */
const INVERSES: Readonly<
  Record<string, (input: Input, made: string | undefined) => [string, Input] | undefined>
> = {
  'sites.suspend': ({ site }) => ['sites.resume', { site }],
  'sites.resume': ({ site }) => ['sites.suspend', { site }],
  'sites.delete': ({ site }) => ['sites.undelete', { site }],
  'sites.undelete': ({ site }) => ['sites.delete', { site }],
  'sites.create': (_, made) => (made === undefined ? undefined : ['sites.delete', { site: made }]),
}

interface Call {
  readonly action: AnyAction
  readonly input: Input
}

/** What takes the last changes back, those of one sentence together; undefined where nobody asks for that. */
export function undoOf(text: string, actions: readonly AnyAction[], scene: Scene): Meaning | undefined {
  const { language, memory, permitted } = scene
  if (!ASKED[language.code].test(text.trim().replace(/[.!?。！？]+$/, ''))) return undefined
  const { texts } = language
  const allowed = actions.filter(({ name }) => permitted.has(name))
  const changes = (memory.called ?? []).flatMap((past) => {
    const action = actions.find((one) => toolName(one) === past.toolName)
    return action === undefined || action.effect === 'reads' ? [] : [{ ...past, action }]
  })
  const last = changes.at(-1)
  if (last === undefined) return { kind: 'say', text: texts.nothingToUndo }
  const together = changes.filter(({ turn }) => turn === last.turn).toReversed()
  const all = together.map((past) => callsBack(past, allowed))
  const steps = all.flatMap((calls) => calls ?? [])
  // What destroys is asked for by itself.
  const isWhole = !all.includes(undefined) && !steps.some(({ action }) => action.effect === 'destroys')
  const back = isWhole ? steps : all[0]
  const [first, another] = back ?? []
  if (back === undefined || first === undefined) return { kind: 'say', text: whyNot(last, texts) }
  if (another === undefined) return { kind: 'call', ...first }
  return { kind: 'plan', steps: back.map(({ action, input }) => ({ tool: toolName(action), input })) }
}

type Past = PastCall & { readonly action: AnyAction }

function callsBack(
  { action, input, made, takeBack }: Past,
  allowed: readonly AnyAction[],
): Call[] | undefined {
  if (takeBack !== undefined && 'why' in takeBack) return undefined
  const inverse = INVERSES[action.name]?.(input, made)
  const known =
    takeBack?.calls ??
    (inverse === undefined ? [] : [{ tool: inverse[0].replace('.', '_'), input: inverse[1] }])
  const calls = known.flatMap((call) => {
    const found = allowed.find((one) => toolName(one) === call.tool)
    return found === undefined ? [] : [{ action: found, input: call.input }]
  })
  return calls.length === 0 || calls.length < known.length ? undefined : calls
}

function whyNot({ action, takeBack }: Past, texts: Texts): string {
  const what = texts.actions[action.name] ?? action.summary
  return takeBack !== undefined && 'why' in takeBack ? texts.noWayBack[takeBack.why] : texts.cannotUndo(what)
}
