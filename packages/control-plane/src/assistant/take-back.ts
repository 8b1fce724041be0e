import {
  type AnyAction,
  type changeModel,
  type InputOf,
  type invitePerson,
  type labelSite,
  type listPeople,
  type ModelSettings,
  type OutputOf,
  type Person,
  parseModelName,
  type Site,
  type SiteAccess,
  type setPhp,
  type showPhp,
  toolName,
} from '@aipress/contract'
import type { Actions } from '../actions/index.ts'
import type { Caller } from '../kernel/caller.ts'

type Input = Record<string, unknown>

/** Why something cannot be taken back, where there is more to say than that. */
export type NoWayBack = 'cache' | 'key' | 'link' | 'price'

/** What takes a change back: calls that set what was so before, or why there are none. */
export type TakeBack =
  | { readonly calls: readonly { readonly tool: string; readonly input: Input }[] }
  | { readonly why: NoWayBack }

export type ReadTakeBack = () => Promise<TakeBack | undefined>

/** What is changed need not wait longer for what is only kept in case. */
const READ_WITHIN_MS = 5_000

/** Stands in a kept output, for "undo that"; models read it too. */
export const TAKE_BACK_KEY = 'undo'

export function withTakeBack(output: unknown, takeBack: TakeBack | undefined): unknown {
  if (takeBack === undefined || typeof output !== 'object' || output === null) return output
  return { ...output, [TAKE_BACK_KEY]: takeBack }
}

export function takeBackIn(output: unknown): TakeBack | undefined {
  return (output as { [TAKE_BACK_KEY]?: TakeBack } | null)?.[TAKE_BACK_KEY]
}

/** A former title may be a stranger's words, which a model has not asked to read; the interpreter reads none of it as words. */
export function withoutFormerText({ name }: AnyAction, output: unknown): unknown {
  if (name !== 'sites.rename' || takeBackIn(output) === undefined) return output
  const { [TAKE_BACK_KEY]: _, ...rest } = output as Record<string, unknown>
  return rest
}

/**
 * Reads what is so now, before a call changes it. Undefined where the call's input tells all that is needed or nothing
 * can be told; what cannot be read keeps nobody from changing it.
 */
export async function takeBackOf(
  { actions, caller, signal: turn }: { actions: Actions; caller: Caller; signal: AbortSignal },
  action: AnyAction,
  input: Input,
): Promise<TakeBack | undefined> {
  const find = FORMER[action.name]
  const parsed = action.input.safeParse(input)
  if (find === undefined || !parsed.success) return undefined
  const signal = AbortSignal.any([turn, AbortSignal.timeout(READ_WITHIN_MS)])
  const read = (name: string, of: Input) => actions.call(name, of, caller, { signal }) as Promise<never>
  const found = await Promise.race([
    Promise.resolve().then(() => find({ input: parsed.data as never, read })),
    whenAborted(signal),
  ]).catch(() => undefined)
  if (found === undefined || 'why' in found) return found
  return { calls: found.map(([name, values]) => ({ tool: toolName({ name } as AnyAction), input: values })) }
}

/** Not every answer keeps to its signal. */
function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

interface Reading<I> {
  readonly input: I
  read<T>(action: string, input: Input): Promise<T>
}
type Calls = readonly (readonly [action: string, input: Input])[]
type Former<I> = (reading: Reading<I>) => Promise<Calls | { why: NoWayBack } | undefined>

interface OfSite {
  readonly site: string
}
/** Called by its id from here on: its name may be another's by the time of the undoing. */
const siteOf = ({ input, read }: Reading<OfSite>) => read<Site>('sites.show', { site: input.site })

const FORMER: Readonly<Record<string, Former<never>>> = {
  'php.set': formerPhp,
  'sites.rename': async (reading: Reading<OfSite>) => {
    const { siteId, title, name } = await siteOf(reading)
    return [['sites.rename', { site: siteId, title, name }]]
  },
  'sites.tier': async (reading: Reading<OfSite>) => {
    const { siteId, tier } = await siteOf(reading)
    return [['sites.tier', { site: siteId, tier }]]
  },
  'sites.pin': async (reading: Reading<OfSite>) => {
    const { siteId, pinned } = await siteOf(reading)
    return [['sites.pin', { site: siteId, pinned }]]
  },
  'sites.move': async (reading: Reading<OfSite>) => {
    const { siteId, shardId } = await siteOf(reading)
    return [['sites.move', { site: siteId, to: shardId }]]
  },
  'sites.label': formerLabels,
  'hostnames.add': beforeAdding,
  'hostnames.remove': beforeRemoving,
  'cache.purge': async () => ({ why: 'cache' }),
  'models.change': formerModel,
  'people.invite': formerInvitation,
  'people.role': async ({ input, read }: Reading<{ person: string }>) => {
    const person = await personCalled(input.person, read)
    return person && [['people.role', { person: person.email, role: person.role }]]
  },
  'access.give': formerAccess,
  'access.revoke': formerAccess,
}

/**
 * Where all was as the platform has it, that is what comes back; otherwise what the call names. What was asked for and is
 * more than the tier allows cannot be asked for again, so that it may not be forgotten by setting back what is not it.
 */
async function formerPhp(reading: Reading<InputOf<typeof setPhp>>): Promise<Calls | undefined> {
  const { input, read } = reading
  const { siteId: site } = await siteOf(reading)
  const { settings, defaults, beyondTier } = await read<OutputOf<typeof showPhp>>('php.show', { site })
  const own = {
    ...(settings.memoryMb === defaults.memoryMb ? {} : { memory: `${settings.memoryMb}M` }),
    ...(settings.uploadMb === defaults.uploadMb ? {} : { upload: `${settings.uploadMb}M` }),
    ...(settings.seconds === defaults.seconds ? {} : { seconds: settings.seconds }),
  }
  if (beyondTier !== undefined && input.reset) return undefined
  // Without forgetting what the call set, that would stay beside it.
  if (input.reset) return [['php.set', { site, reset: true, ...own }]]
  if (beyondTier === undefined && Object.keys(own).length === 0) return [['php.set', { site, reset: true }]]
  const named = {
    ...(input.memory === undefined ? {} : { memory: `${settings.memoryMb}M` }),
    ...(input.upload === undefined ? {} : { upload: `${settings.uploadMb}M` }),
    ...(input.seconds === undefined ? {} : { seconds: settings.seconds }),
  }
  return Object.keys(named).length === 0 ? undefined : [['php.set', { site, ...named }]]
}

/** What was on it already was not put on, and what was not there was not taken off. */
async function formerLabels(reading: Reading<InputOf<typeof labelSite>>): Promise<Calls | undefined> {
  const { siteId, labels } = await siteOf(reading)
  const { add, remove } = reading.input
  const added = add.filter((label) => !labels.includes(label))
  const removed = remove.filter((label) => labels.includes(label))
  if (added.length + removed.length === 0) return undefined
  const lists = {
    ...(removed.length === 0 ? {} : { add: removed.join(',') }),
    ...(added.length === 0 ? {} : { remove: added.join(',') }),
  }
  return [['sites.label', { site: siteId, ...lists }]]
}

type OfHostname = OfSite & { hostname: string }

/** Adding may also have moved the address that the site calls itself by; the built-in one is that when no other is. */
async function beforeAdding(reading: Reading<OfHostname>): Promise<Calls> {
  const { siteId: site, hostnames } = await siteOf(reading)
  const { hostname } = reading.input
  const primary = hostnames.find((one) => one.primary && !one.builtIn && one.hostname !== hostname)
  const again =
    primary === undefined
      ? []
      : ([['hostnames.add', { site, hostname: primary.hostname, primary: true }]] as const)
  const before = hostnames.find((one) => one.hostname === hostname)
  if (before === undefined) return [['hostnames.remove', { site, hostname }], ...again]
  return again.length > 0 ? again : [['hostnames.add', { site, hostname, primary: before.primary }]]
}

async function beforeRemoving(reading: Reading<OfHostname>): Promise<Calls | undefined> {
  const { siteId: site, hostnames } = await siteOf(reading)
  const before = hostnames.find((one) => one.hostname === reading.input.hostname)
  return before && [['hostnames.add', { site, hostname: before.hostname, primary: before.primary }]]
}

/** A key is never read, so it cannot be set again: it is lost where another provider or address is chosen. */
async function formerModel({ input, read }: Reading<InputOf<typeof changeModel>>): ReturnType<Former<never>> {
  const before = await read<ModelSettings>('models.show', {})
  const isElsewhere =
    (input.url !== undefined && input.url !== (before.url ?? '')) ||
    (input.model !== undefined &&
      parseModelName(input.model)?.provider !== parseModelName(before.model)?.provider)
  if (isElsewhere && (before.hasKey || before.credentials !== undefined)) return { why: 'key' }
  const { inputPrice, outputPrice } = before
  const namesPrice = input.inputPrice !== undefined || input.outputPrice !== undefined
  if (namesPrice && input.model === undefined && (inputPrice === undefined || outputPrice === undefined))
    return { why: 'price' }
  const { limits } = before
  const values = {
    // With another model go its address and its prices.
    ...(input.model === undefined
      ? {}
      : { model: before.from === 'environment' ? 'default' : before.model, url: before.url ?? '' }),
    ...(input.url === undefined ? {} : { url: before.url ?? '' }),
    ...(input.project === undefined ? {} : { project: before.project ?? '' }),
    ...(input.location === undefined ? {} : { location: before.location ?? '' }),
    ...(inputPrice === undefined || (input.model ?? input.inputPrice) === undefined ? {} : { inputPrice }),
    ...(outputPrice === undefined || (input.model ?? input.outputPrice) === undefined ? {} : { outputPrice }),
    ...(input.tokensPerDay === undefined ? {} : { tokensPerDay: limits.tokensPerDay }),
    ...(input.costPerDay === undefined ? {} : { costPerDay: limits.costPerDay ?? 0 }),
  }
  return [['models.change', values]]
}

async function formerAccess(
  reading: Reading<OfSite & { email?: string; person?: string }>,
): Promise<Calls | undefined> {
  const { input, read } = reading
  const { siteId: site } = await siteOf(reading)
  const { items } = await read<{ items: SiteAccess[] }>('access.list', { site })
  const said = (input.email ?? input.person ?? '').toLowerCase()
  // Lists of access name addresses alone.
  const email = said.includes('@') ? said : (await personCalled(input.person ?? '', read))?.email
  const before = items.find((one) => one.on === 'site' && one.email === email)
  if (before !== undefined) return [['access.give', { site, email: before.email, role: before.role }]]
  return input.email === undefined ? undefined : [['access.revoke', { site, person: said }]]
}

/** Somebody who was not here is taken away again; of who was invited before, what they were to be comes back. */
async function formerInvitation({
  input,
  read,
}: Reading<InputOf<typeof invitePerson>>): Promise<Calls | { why: NoWayBack } | undefined> {
  const before = await personCalled(input.email, read)
  if (before === undefined) return [['people.remove', { person: input.email }]]
  const { role, accountId, accountName } = before
  if (input.account !== undefined && ![accountId, accountName].includes(input.account)) return undefined
  if (input.role === undefined || input.role === role) return { why: 'link' }
  return [['people.role', { person: before.email, role }]]
}

/** Of so many people one is looked for; no platform that we know of has more. */
const PEOPLE_PAGES_MAX = 20

async function personCalled(said: string, read: Reading<unknown>['read']): Promise<Person | undefined> {
  let cursor: string | undefined
  for (let page = 0; page < PEOPLE_PAGES_MAX; page += 1) {
    const asked = { limit: 200, ...(cursor === undefined ? {} : { cursor }) }
    const { items, nextCursor } = await read<OutputOf<typeof listPeople>>('people.list', asked)
    const person = items.find((one) => one.personId === said || one.email === said.toLowerCase())
    if (person !== undefined || nextCursor === undefined) return person
    cursor = nextCursor
  }
  throw new Error('There are more people than are looked through.')
}
