import type { AnyAction } from '@aipress/contract'
import type { Meaning, Pending, Scene } from './meaning.ts'
import type { KnownSite } from './site-index.ts'
import type { Slot } from './slots.ts'
import type { Texts } from './texts/texts.ts'

interface Draft {
  readonly action: AnyAction
  readonly input: Record<string, unknown>
  readonly purpose?: string | undefined
}

/** A list longer than this is no help in a question. */
const OFFERED_MAX = 8

export function askFor(draft: Draft & { slot: Slot; problem?: string | undefined }, scene: Scene): Meaning {
  const { slot, problem } = draft
  if (slot.kind === 'site') return askWhichOfAll(draft, scene)
  const question =
    problem === undefined
      ? questionFor(draft.action, slot, scene.language.texts)
      : `${problem} ${questionFor(draft.action, slot, scene.language.texts)}`
  return { kind: 'ask', text: question, pending: { ...pendingOf(draft), slot: slot.name } }
}

function questionFor(action: AnyAction, slot: Slot, { questions, inputs }: Texts): string {
  const noun = action.name.split('.')[0] ?? ''
  const name = inputs[slot.name] ?? slot.name
  if (slot.name === 'title') return action.effect === 'creates' ? questions.siteTitle : questions.newTitle
  if (slot.name === 'name') return questions.called(noun.replace(/s$/, ''))
  switch (slot.kind) {
    case 'hostname':
      return questions.hostname
    case 'shard':
      return questions.shard
    case 'email':
      return questions.email
    case 'words':
      return questions.command
    case 'moment':
      return questions.moment
    case 'choice':
      return questions.choice(name, slot.values.join(', '))
    default:
      return questions.input(name, slot.description)
  }
}

function askWhichOfAll(draft: Draft & { slot: Slot }, scene: Scene): Meaning {
  const { sites, memory } = scene
  const { texts } = scene.language
  const wantsDeleted = draft.action.name.endsWith('.undelete')
  const all = sites.sites.filter((site) => (site.state === 'deleted') === wantsDeleted)
  if (all.length === 0) {
    const text = wantsDeleted ? texts.noDeletedSite : texts.noSiteYet
    return { kind: 'say', text }
  }
  const focus = all.filter((site) => site.name === memory.focus)
  const offered = [...focus, ...all.filter((site) => !focus.includes(site))]
  return which(texts.questions.whichSite, offered, draft, texts)
}

export function askWhich(
  sites: readonly KnownSite[],
  draft: Draft,
  { language: { texts } }: Scene,
  question = texts.questions.whichOne,
): Meaning {
  return which(question, sites, draft, texts)
}

function which(question: string, sites: readonly KnownSite[], draft: Draft, { questions }: Texts): Meaning {
  const offered = sites.slice(0, OFFERED_MAX)
  const lines = offered.map((site, index) => `${index + 1}. ${site.title} (${site.name})`)
  const more = sites.length > offered.length ? [questions.more(sites.length - offered.length)] : []
  return {
    kind: 'ask',
    text: [question, ...lines, ...more].join('\n'),
    pending: { ...pendingOf(draft), slot: 'site', offered: offered.map((site) => site.name) },
  }
}

export function askWhetherMeant(
  { name, title }: Pick<KnownSite, 'name' | 'title'>,
  draft: Draft,
  { language: { texts } }: Scene,
): Meaning {
  return {
    kind: 'ask',
    text: texts.questions.doYouMean(title, name),
    pending: { ...pendingOf(draft), input: { ...draft.input, site: name }, offered: [name] },
  }
}

/** For a site that is named after other talk: whether it is what was to be changed before. */
export function askWhetherStillWanted(
  { name }: Pick<KnownSite, 'name'>,
  draft: Draft,
  { language: { texts } }: Scene,
): Meaning {
  const what = texts.actions[draft.action.name] ?? draft.action.summary
  return {
    kind: 'ask',
    text: texts.questions.isThatMeant(what, name),
    pending: { ...pendingOf(draft), input: { ...draft.input, site: name }, offered: [name] },
  }
}

/** For what destroys and was not asked for beyond doubt. */
export function askWhetherWanted(draft: Draft, { language: { texts } }: Scene): Meaning {
  const { action, input } = draft
  const what = texts.actions[action.name] ?? action.summary
  return {
    kind: 'ask',
    text: texts.questions.isThatMeant(what, String(input[action.confirm ?? ''] ?? '')),
    pending: pendingOf(draft),
  }
}

/** For a title that reads like an order: creating costs money, so one more question is cheaper. */
export function askWhetherCalled(
  value: string,
  slot: Slot,
  draft: Draft,
  { language: { texts } }: Scene,
): Meaning {
  return {
    kind: 'ask',
    text: texts.questions.reallyCalled(value),
    pending: { ...pendingOf(draft), input: { ...draft.input, [slot.name]: value }, slot: slot.name },
  }
}

export function unknownSite(
  said: string,
  suggestions: readonly KnownSite[],
  draft: Draft,
  { language: { texts }, sites }: Scene,
): Meaning {
  const unknown = texts.unknownSite(said)
  const [first, second] = suggestions
  if (first === undefined)
    return {
      kind: 'say',
      text: `${unknown} ${texts.listSites}`,
      ...(sites.sites.length === 0 ? {} : { form: { ...pendingOf(draft), slot: 'site' } }),
    }
  if (second !== undefined) return which(`${unknown} ${texts.didYouMeanOneOf}`, suggestions, draft, texts)
  return {
    kind: 'ask',
    text: `${unknown} ${texts.didYouMean(first.title, first.name)}`,
    pending: { ...pendingOf(draft), input: { ...draft.input, site: first.name }, offered: [first.name] },
  }
}

function pendingOf({ action, input, purpose }: Draft): Pending {
  return { action: action.name, input, ...(purpose === undefined ? {} : { purpose }) }
}
