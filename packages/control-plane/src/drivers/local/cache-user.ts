import { createHash } from 'node:crypto'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import { diskFull } from './owned-files.ts'
import type { ShardServers } from './shard-servers.ts'

/**
 * What a site's user may not do although its keys are its own: commands without keys would show or
 * empty the neighbours' (SCAN, KEYS, FLUSHDB …), scripts and MEMORY would keep the one thread busy.
 */
const DENIED = [
  '-@admin',
  '-@dangerous',
  '-@scripting',
  '-@pubsub',
  '-scan',
  '-keys',
  '-randomkey',
  '-dbsize',
  '-select',
  '-swapdb',
  '-flushdb',
  '-flushall',
  '-memory',
  '-wait',
  '-cluster',
  // Without keys, it tells of the neighbours' as they change.
  '-client|tracking',
]

/** Of a SCAN; 64 MB of cache hold well below a million keys. */
const KEYS_PER_TURN = 1_000
const TURNS_MAX = 10_000

/** The user exists with this password and reaches the keys of its slot alone. */
export async function ensureCacheUser(
  { layout, servers }: { layout: Layout; servers: ShardServers },
  place: Place,
  password: string,
): Promise<void> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const digest = digestOf(password)
  const rules = ['reset', 'on', `#${digest}`, `~${slot.cachePrefix}*`, '+@all', ...DENIED]
  await servers.withCache(place.shardId, async (redis) => {
    await redis.sendCommand(['ACL', 'SETUSER', slot.database, ...rules])
    await saveUsers(redis)
  })
}

const digestOf = (password: string) => createHash('sha256').update(password).digest('hex')

/** Whether the user is there as `ensureCacheUser` makes it, as far as its name, password and keys say. */
export async function hasCacheUser(
  { layout, servers }: { layout: Layout; servers: ShardServers },
  place: Place,
  password: string,
): Promise<boolean> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const answer = await servers.withCache(place.shardId, (redis) =>
    redis.sendCommand(['ACL', 'GETUSER', slot.database]),
  )
  const text = JSON.stringify(answer)
  return answer !== null && text.includes(digestOf(password)) && text.includes(`~${slot.cachePrefix}*`)
}

/** Redis tells the cause to its log alone. It writes a small file into a folder of its own, so only the disk can be it. */
async function saveUsers(redis: { sendCommand(command: string[]): Promise<unknown> }): Promise<void> {
  await redis.sendCommand(['ACL', 'SAVE']).catch((error: unknown) => {
    throw error instanceof Error && error.message.includes('trying to save the ACLs')
      ? diskFull(error)
      : error
  })
}

/** User and keys are gone. The user goes first, so that nobody writes behind the sweep. */
export async function removeCacheUser(
  { layout, servers }: { layout: Layout; servers: ShardServers },
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  await servers.withCache(place.shardId, async (redis) => {
    await redis.sendCommand(['ACL', 'DELUSER', slot.database])
    await saveUsers(redis)
    let cursor = '0'
    for (let turn = 0; turn < TURNS_MAX; turn += 1) {
      signal.throwIfAborted()
      const page = await redis.scan(cursor, { MATCH: `${slot.cachePrefix}*`, COUNT: KEYS_PER_TURN })
      if (page.keys.length > 0) await redis.unlink(page.keys)
      cursor = page.cursor
      if (cursor === '0') return
    }
  })
}
