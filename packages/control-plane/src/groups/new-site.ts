import { AipressError, type createSite, type InputOf } from '@aipress/contract'
import type { CallContext } from '../actions/index.ts'
import { may } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import type { BestGroups } from '../shards/index.ts'
import { findSite } from '../sites/index.ts'
import { clientOf } from './forward.ts'
import type { GroupClient } from './group-client.ts'

export interface NewSiteDeps {
  readonly directory: Database
  readonly clients: readonly GroupClient[]
  readonly bestGroups: BestGroups
}

/** More groups with room would have to fill up or go away between two looks. */
const GROUPS_TRIED_MAX = 3

/**
 * Asks for a new site where there is most room, and at the next group where that one is full or away. It cannot
 * be created twice: every group is asked with the same ids, and the directory, which has one row for a site,
 * lets only the first go on, even if one that seemed dead wakes up later. A group that is asked for what another
 * has begun refuses, and then that one is asked.
 */
export async function createAtBestGroup(
  { directory, clients, bestGroups }: NewSiteDeps,
  input: InputOf<typeof createSite>,
  context: CallContext<unknown>,
  ask: (client: GroupClient) => Promise<unknown>,
): Promise<unknown> {
  let failure: unknown
  for (const client of (await inOrder(clients, bestGroups, input, context)).slice(0, GROUPS_TRIED_MAX)) {
    try {
      return await ask(client)
    } catch (error) {
      if (!mayFitElsewhere(error)) throw error
      failure = error
    }
    const begun = await findSite(directory, context.idOf('site'))
    if (begun !== undefined && begun.controlGroup !== client.controlGroup)
      return ask(clientOf(clients, begun.controlGroup))
  }
  throw failure
}

/** Where no group has room, any of them says why. */
async function inOrder(
  clients: readonly GroupClient[],
  bestGroups: BestGroups,
  { tier, region, shard }: InputOf<typeof createSite>,
  { caller }: CallContext<unknown>,
): Promise<readonly GroupClient[]> {
  // Others may not choose a shard, nor learn which there are: the group tells them.
  const shardId = may(caller, 'platform:change') ? shard : undefined
  const groups = await bestGroups({ tier, region, shardId })
  return groups.length === 0 ? clients.slice(0, 1) : groups.map((group) => clientOf(clients, group))
}

const mayFitElsewhere = (error: unknown) =>
  error instanceof AipressError && (error.code === 'control_group_unavailable' || error.code === 'shard_full')
