import { isDeepStrictEqual } from 'node:util'
import type { AnyAction } from '@aipress/contract'
import { toolName } from '@aipress/contract'
import { PLAN_STEPS_MAX } from '../plan.ts'
import type { LanguageCode } from './languages/language.ts'
import type { Meaning, Memory, PastCall, Pending, Scene } from './meaning.ts'
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
const INVERSES: Readonly<Record<string, (site: unknown, made: boolean) => [string, Input] | undefined>> = {
  'sites.suspend': (site) => ['sites.resume', { site }],
  'sites.resume': (site) => ['sites.suspend', { site }],
  'sites.delete': (site) => ['sites.undelete', { site }],
  'sites.undelete': (site) => ['sites.delete', { site }],
  'sites.create': (site, made) => (made ? ['sites.delete', { site }] : undefined),
}

interface Call {
  readonly action: AnyAction
  readonly input: Input
}

type Past = PastCall & { readonly action: AnyAction }

/** Whoever sees a mistake says so first. */
const STARTLED =
  /^(?:(?:oops|ooops|whoops|ups|uups|huch|uy|ay|oh(?: no)?|no|hmm|wait|sorry|damn|argh|moment|nein|zut|mince|non|perdón|espera|あっ|おっと)[\s,.!…–、。！-]+)+/iu

export function asksForUndo(text: string, { language }: Scene): boolean {
  const wish = text.trim().replace(/[.!?。！？]+$/, '')
  return ASKED[language.code].test(wish.replace(STARTLED, ''))
}

/** They have changed nothing that could be taken back. */
const LINKS: ReadonlySet<string> = new Set(['sites.login'])

/**
 * What takes the last changes back, those of one sentence together. Where the last thing that was asked for is not what
 * would be taken back, as it failed, was lost or waits, that is asked first.
 */
export function undoOf(actions: readonly AnyAction[], scene: Scene): Meaning {
  const { language, memory, permitted } = scene
  const { texts } = language
  const allowed = actions.filter(({ name }) => permitted.has(name))
  const tried = (memory.called ?? []).flatMap((past) => {
    const action = actions.find((one) => toolName(one) === past.toolName)
    return action === undefined || action.effect === 'reads' || LINKS.has(action.name)
      ? []
      : [{ ...past, action }]
  })
  const changes = tried.filter(({ failed }) => failed !== true)
  const last = changes.at(-1)
  if (last === undefined) return { kind: 'say', text: texts.nothingToUndo }
  const hasFailedSince = tried.some(({ failed, turn }) => failed === true && turn >= last.turn)
  const isLast = !hasFailedSince && (memory.unanswered ?? 0) <= last.turn
  const isEarlier = memory.pending?.undoes !== true && wasLostSince(last.turn, actions, memory)
  const since = isEarlier && isLast ? `${texts.nothingSince} ` : ''
  const together = changes.filter(({ turn }) => turn === last.turn).toReversed()
  const all = together.map((past) => callsBack(past, allowed))
  const steps = all.flatMap((calls) => calls ?? [])
  // What destroys is asked for by itself.
  const isWhole = !all.includes(undefined) && !steps.some(({ action }) => action.effect === 'destroys')
  if (isWhole && steps.length > PLAN_STEPS_MAX)
    return { kind: 'say', text: texts.tooMuchToUndo(steps.length, PLAN_STEPS_MAX) }
  const back = isWhole ? steps : all[0]
  const [first, another] = back ?? []
  if (back === undefined || first === undefined)
    return { kind: 'say', text: `${since}${whyNot(last, texts)}` }
  const left = isWhole ? [] : together.slice(1).map((past) => nameOf(past, texts))
  const told = left.length === 0 ? {} : { text: texts.leftAsItIs(left) }
  if (another !== undefined) return { ...planOf(back), ...told }
  const isPlain = isLast && !isEarlier && memory.pending === undefined && memory.shown === undefined
  if (!isPlain && !isAskedAlready(first, memory.pending))
    return askWhetherToUndo(first, { what: nameOf(last, texts), since }, texts)
  return { kind: 'call', ...first, ...told }
}

/** Something was said since that came to nothing: who asks may believe that it was done. A look at something is none. */
function wasLostSince(
  turn: number,
  actions: readonly AnyAction[],
  { called = [], turn: now = 0 }: Memory,
): boolean {
  const looks = called.filter(
    ({ toolName: name, failed }) =>
      failed !== true && actions.some((one) => toolName(one) === name && one.effect === 'reads'),
  )
  const looked = new Set(looks.map((look) => look.turn))
  return Array.from({ length: Math.max(0, now - turn - 1) }, (_, index) => turn + 1 + index).some(
    (between) => !looked.has(between),
  )
}

const planOf = (steps: readonly Call[]) => ({
  kind: 'plan' as const,
  steps: steps.map(({ action, input }) => ({ tool: toolName(action), input })),
})

function askWhetherToUndo(
  { action, input }: Call,
  { what, since }: { what: string; since: string },
  texts: Texts,
): Meaning {
  const text = `${since}${texts.reallyUndo(what)}`
  return { kind: 'ask', text, pending: { action: action.name, input, undoes: true } }
}

const isAskedAlready = ({ action, input }: Call, pending: Pending | undefined) =>
  pending?.undoes === true && pending.action === action.name && isDeepStrictEqual(pending.input, input)

/** "Rename a site (jazz)". */
function nameOf({ action, input, site }: Past, texts: Texts): string {
  const what = texts.actions[action.name] ?? action.summary
  const about = site?.name ?? input.site ?? input.person ?? input.email
  return typeof about === 'string' ? `${what} (${about})` : what
}

function callsBack(
  { action, input, site, takeBack }: Past,
  allowed: readonly AnyAction[],
): Call[] | undefined {
  if (takeBack !== undefined && 'why' in takeBack) return undefined
  // By its id: another may have its name by now.
  const inverse = INVERSES[action.name]?.(site?.siteId ?? input.site, site !== undefined)
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
