import { ACTIONS, AipressError, type AnyAction } from '@aipress/contract'
import type { CallContext, Handler } from '../actions/index.ts'
import type { Database } from '../kernel/database.ts'
import { createBestGroups, listShardRows, requireShard } from '../shards/index.ts'
import type { SiteFinder } from '../sites/index.ts'
import { clientOf, forward } from './forward.ts'
import type { GroupClient } from './group-client.ts'
import { GROUP_LISTS, listFromGroups } from './group-lists.ts'
import { rankFromGroups } from './group-rankings.ts'
import { createAtBestGroup, type NewSiteDeps } from './new-site.ts'
import { createOperationPlaces, firstOf, type OperationPlaces } from './operation-places.ts'
import { ROUTES, type Route } from './routing.ts'
import { isAway } from './scatter.ts'

export interface ForwardingDeps {
  readonly directory: Database
  /** Of the whole platform: foreign sites are not found here, before any group hears of them. */
  readonly finder: SiteFinder
  readonly clients: readonly GroupClient[]
}

const ANY_GROUP_MS_MAX = 10_000

/** Answers the actions that control groups answer, by asking the right one. See routing.ts. */
export function forwardingHandlers(deps: ForwardingDeps): Handler[] {
  const places = createOperationPlaces(deps.clients)
  const newSites = { ...deps, bestGroups: createBestGroups(deps.directory) }
  return ACTIONS.flatMap((action) => {
    const route = ROUTES[action.name]
    if (route === undefined || route === 'front') return []
    return [{ action, handle: answererOf(route, action, { ...deps, places, newSites }) }]
  })
}

// biome-ignore lint/suspicious/noExplicitAny: each route knows which inputs its actions have
type Input = any
type Answerer = (input: Input, context: CallContext<unknown>) => Promise<unknown>

function answererOf(
  route: Exclude<Route, 'front'>,
  action: AnyAction,
  deps: ForwardingDeps & { places: OperationPlaces; newSites: NewSiteDeps },
): Answerer {
  const { directory, clients, places, newSites } = deps
  const ask = async (client: GroupClient, input: Input, context: CallContext<unknown>) => {
    const output = await forward(client, action, input, context)
    places.note(output, client.controlGroup)
    return output
  }
  switch (route) {
    case 'site':
      return async (input, context) => {
        const { client, site } = await bySite(deps, places, action, input.site, context)
        return ask(client, { ...input, site }, context).catch(async (error: unknown) => {
          if (!(error instanceof AipressError) || error.code !== 'site_moved') throw error
          // It was handed over while the call was on its way.
          const now = await bySite(deps, places, action, input.site, context)
          if (now.client === client) throw error
          return ask(now.client, { ...input, site: now.site }, context)
        })
      }
    case 'new-site':
      return (input, context) =>
        createAtBestGroup(newSites, input, context, (client) => ask(client, input, context))
    case 'shard':
      return async (input, context) => {
        const { shardId, controlGroup } = await requireShard(directory, input.shard)
        return ask(clientOf(clients, controlGroup), { ...input, shard: shardId }, context)
      }
    case 'new-shard':
      return async (input, context) => ask(await forNewShard(deps, input.controlGroup), input, context)
    case 'operation':
      return async (input, context) => ask(await places.find(input.operation, context), input, context)
    case 'any-group':
      return async (input, context) => {
        const options = { withinMs: ANY_GROUP_MS_MAX }
        return (await firstOf(clients, (client) => forward(client, action, input, context, options))).output
      }
    case 'ranking':
      return (input, context) => rankFromGroups(clients, input, context)
    case 'every-group': {
      const list = GROUP_LISTS[action.name]
      if (list === undefined) throw new Error(`Nobody has said how lists of ${action.name} become one.`)
      return (input, context) => listFromGroups(clients, list, input, context, places.note)
    }
  }
}

/**
 * The group of the site, but for a call that was tried before: that may have renamed or removed the site, or moved
 * it to another group, and the group that has its operation then answers as before.
 */
async function bySite(
  { finder, clients }: ForwardingDeps,
  places: OperationPlaces,
  action: AnyAction,
  text: string,
  context: CallContext<unknown>,
): Promise<{ client: GroupClient; site: string }> {
  const begun =
    context.isRepeated && action.effect !== 'reads' ? await groupOfOperation(places, context) : undefined
  if (begun !== undefined) return { client: begun, site: text }
  try {
    const site = await finder.find(text, context.caller)
    return { client: clientOf(clients, site.controlGroup), site: site.siteId }
  } catch (error) {
    const isAbsent = error instanceof AipressError && error.code === 'site_not_found'
    if (!isAbsent || action.effect === 'reads') throw error
    const client = begun ?? (await groupOfOperation(places, context))
    if (client === undefined) throw error
    return { client, site: text }
  }
}

/**
 * Throws where one that may have it is away and the call was tried before: begun at another group as well, a move
 * would take the site on from where it has arrived; and "there is no such site", said of one that the first try has
 * renamed or removed, would be kept as the call's answer.
 */
async function groupOfOperation(
  places: OperationPlaces,
  context: CallContext<unknown>,
): Promise<GroupClient | undefined> {
  try {
    return await places.find(context.idOf('operation'), context)
  } catch (error) {
    if (isAway(error) && context.isRepeated) throw error
    return undefined
  }
}

async function forNewShard(
  { directory, clients }: ForwardingDeps,
  controlGroup: number | undefined,
): Promise<GroupClient> {
  if (controlGroup !== undefined) {
    const asked = clients.find((client) => client.controlGroup === controlGroup)
    if (asked !== undefined) return asked
    throw new AipressError('invalid_input', `There is no control group ${controlGroup}.`, {
      hint: `Choose one from 1 to ${clients.length}, or leave it out.`,
    })
  }
  const counts = Map.groupBy(await listShardRows(directory), (shard) => shard.controlGroup)
  const shardsOf = (client: GroupClient) => counts.get(client.controlGroup)?.length ?? 0
  return clients.reduce((a, b) => (shardsOf(b) < shardsOf(a) ? b : a))
}
