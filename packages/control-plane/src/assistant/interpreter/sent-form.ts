import type { LanguageModelV4Content } from '@ai-sdk/provider'
import { type AnyAction, newId, toolName } from '@aipress/contract'
import { isSecret } from '../../actions/index.ts'
import { FORM_TOOL, type FormInput } from '../form.ts'
import { DRY_RUN } from '../tools.ts'
import { complete, questionOf } from './fill.ts'
import type { Language } from './languages/language.ts'
import type { Meaning, Pending, Scene } from './meaning.ts'
import type { SiteIndex } from './site-index.ts'
import { slotsOf } from './slots.ts'
import type { Understanding } from './understand.ts'

/** A form as a person has filled it in. */
export interface SentForm {
  readonly action: AnyAction
  readonly input: Record<string, unknown>
  /** What was put where a site is asked for. */
  readonly site: string | undefined
}

interface Around {
  readonly language: Language
  readonly sites: SiteIndex
}

/** The form beside a question; none for a yes or no about what destroys, nor where a secret would be asked for. */
export function formFor(
  pending: Pending,
  { actions, ...around }: Around & { actions: readonly AnyAction[] },
): LanguageModelV4Content | undefined {
  const action = actions.find(({ name }) => name === pending.action)
  if (action === undefined) return undefined
  const slots = [...slotsOf(action).values()].filter(({ required }) => required)
  const isWhole = slots.every(({ name }) => name in pending.input)
  if (isWhole && pending.slot === undefined && pending.offered === undefined) return undefined
  if (slots.some(({ name }) => isSecret(name))) return undefined
  return formCall({ action, input: pending.input }, around, pending.offered)
}

/** More are searched for. */
const OFFERED_MAX = 8

export function formCall(
  { action, input }: Pick<SentForm, 'action' | 'input'>,
  { language, sites }: Around,
  offered: readonly string[] = [],
): LanguageModelV4Content {
  const { [DRY_RUN]: dry, ...known } = input
  const wantsDeleted = action.name.endsWith('.undelete')
  const fitting = sites.sites.filter(({ state }) => (state === 'deleted') === wantsDeleted)
  const first = offered.flatMap((name) => fitting.filter((site) => site.name === name))
  const all = [...new Set([...first, ...fitting])]
  const form: FormInput = {
    tool: toolName(action),
    input: known,
    language: language.code,
    sites: {
      offered: all
        .slice(0, OFFERED_MAX)
        .map(({ name, title }) => ({ value: name, label: `${title} (${name})` })),
      hasMore: all.length > OFFERED_MAX,
    },
    ...(dry === true ? { dryRun: true } : {}),
  }
  return { type: 'tool-call', toolCallId: newId('request'), toolName: FORM_TOOL, input: JSON.stringify(form) }
}

/**
 * What is asked for with it: the same as in words. A site is known by its name, and only by it where that is certain;
 * other words for it are asked about, as they would be in a sentence.
 */
export function meaningOfForm(
  { action, input, site }: SentForm,
  { grammar, language }: Pick<Understanding, 'grammar' | 'language'>,
  around: Omit<Scene, 'language'>,
): Meaning {
  const scene = { ...around, language }
  const plain = { action, input }
  if (site === undefined) return complete({ ...plain, grammar, scene })
  const { sites } = scene
  const named = sites.sites.filter(({ name }) => name === site)
  const [only, another] = named.length > 0 ? named : sites.called(site)
  if (only !== undefined && another === undefined)
    return complete({ action, input: { ...input, site: only.name }, grammar, scene })
  const found = sites.resolve(site)
  if (found.kind === 'part') return questionOf({ kind: 'site', ...found.site, certain: false }, plain, scene)
  if (found.kind === 'several') return questionOf({ kind: 'several', sites: found.sites }, plain, scene)
  if (found.kind === 'close')
    return questionOf({ kind: 'unknown', said: site, suggestions: found.sites }, plain, scene)
  return complete({ ...plain, grammar, scene })
}
