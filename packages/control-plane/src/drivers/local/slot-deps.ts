import { AipressError } from '@aipress/contract'
import type { Turns } from '../../kernel/turns.ts'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import type { ShardServers } from './shard-servers.ts'
import type { Supervisor } from './supervisor.ts'

/** What work on a slot needs. */
export interface SlotDeps {
  readonly layout: Layout
  readonly servers: ShardServers
  /** Of new slots; existing ones keep theirs. */
  readonly wordpressVersion: string
}

/** What work on the servers of a slot needs. */
export interface EquippedDeps extends SlotDeps {
  readonly supervisor: Supervisor
  /** By slot's folder: what changes the PHP that serves it. */
  readonly slotTurns: Turns
}

export const slotOf = ({ layout }: Pick<SlotDeps, 'layout'>, place: Place) =>
  layout.shard(place.shardId).slot(place.slot)

export function frozen(place: Place): AipressError {
  return new AipressError('site_busy', `The site in slot ${place.slot} of ${place.shardId} is on the move.`, {
    hint: 'Try again in half a minute.',
  })
}

export function notFree(place: Place, siteId: string): AipressError {
  return new AipressError(
    'internal_error',
    `Slot ${place.slot} of ${place.shardId} belongs to another site.`,
    {
      context: { siteId },
    },
  )
}
