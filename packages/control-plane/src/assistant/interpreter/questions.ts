import type { AnyAction } from '@aipress/contract'
import type { Meaning, Pending, Scene } from './meaning.ts'
import type { KnownSite } from './site-index.ts'
import type { Slot } from './slots.ts'

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
    problem === undefined ? questionFor(draft.action, slot) : `${problem} ${questionFor(draft.action, slot)}`
  return { kind: 'ask', text: question, pending: { ...pendingOf(draft), slot: slot.name } }
}

function questionFor(action: AnyAction, slot: Slot): string {
  const noun = action.name.split('.')[0] ?? ''
  if (slot.name === 'title' && action.effect === 'creates') return 'What should the site be called?'
  if (slot.name === 'title') return 'What should its new title be?'
  if (slot.kind === 'hostname') return 'Which hostname? For example bakery.example.com.'
  if (slot.kind === 'shard') return 'Which shard? For example shard-001.'
  if (slot.kind === 'email') return 'What is the e-mail address?'
  if (slot.kind === 'words') return 'Which WP-CLI command? For example "plugin list".'
  if (slot.kind === 'choice') return `Which ${slot.name}: ${slot.values.join(', ')}?`
  if (slot.name === 'name') return `What should the ${noun.replace(/s$/, '')} be called?`
  return `Which ${slot.name}?${slot.description === '' ? '' : ` ${slot.description}.`}`
}

function askWhichOfAll(draft: Draft & { slot: Slot }, { sites, memory }: Scene): Meaning {
  const wantsDeleted = draft.action.name.endsWith('.undelete')
  const all = sites.sites.filter((site) => (site.state === 'deleted') === wantsDeleted)
  if (all.length === 0) {
    const text = wantsDeleted
      ? 'There is no deleted site to bring back.'
      : 'There is no site yet. Say "create a site called Corner Bakery" to make one.'
    return { kind: 'say', text }
  }
  const focus = all.filter((site) => site.name === memory.focus)
  return which('Which site?', [...focus, ...all.filter((site) => !focus.includes(site))], draft)
}

export function askWhich(sites: readonly KnownSite[], draft: Draft): Meaning {
  return which('Which one do you mean?', sites, draft)
}

function which(question: string, sites: readonly KnownSite[], draft: Draft): Meaning {
  const offered = sites.slice(0, OFFERED_MAX)
  const lines = offered.map((site, index) => `${index + 1}. ${site.title} (${site.name})`)
  const more =
    sites.length > offered.length ? [`… and ${sites.length - offered.length} more; say its name.`] : []
  return {
    kind: 'ask',
    text: [question, ...lines, ...more].join('\n'),
    pending: { ...pendingOf(draft), slot: 'site', offered: offered.map((site) => site.name) },
  }
}

export function askWhetherMeant(name: string, title: string, draft: Draft): Meaning {
  return {
    kind: 'ask',
    text: `Do you mean ${title} (${name})?`,
    pending: { ...pendingOf(draft), input: { ...draft.input, site: name }, offered: [name] },
  }
}

/** For a title that reads like an order: creating costs money, so one more question is cheaper. */
export function askWhetherCalled(value: string, slot: Slot, draft: Draft): Meaning {
  const noun = (draft.action.name.split('.')[0] ?? '').replace(/s$/, '')
  return {
    kind: 'ask',
    text: `Shall the ${noun} really be called "${value}"? Say "yes", or what it should be called.`,
    pending: { ...pendingOf(draft), input: { ...draft.input, [slot.name]: value }, slot: slot.name },
  }
}

export function unknownSite(said: string, suggestions: readonly KnownSite[], draft: Draft): Meaning {
  const [first, second] = suggestions
  if (first === undefined)
    return {
      kind: 'say',
      text: `I know no site called "${said}". Say "list my sites" to see which there are.`,
    }
  if (second !== undefined)
    return which(`I know no site called "${said}". Did you mean one of these?`, suggestions, draft)
  return {
    kind: 'ask',
    text: `I know no site called "${said}". Did you mean ${first.title} (${first.name})?`,
    pending: { ...pendingOf(draft), input: { ...draft.input, site: first.name }, offered: [first.name] },
  }
}

function pendingOf({ action, input, purpose }: Draft): Pending {
  return { action: action.name, input, ...(purpose === undefined ? {} : { purpose }) }
}
