import { randomBytes } from 'node:crypto'
import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { Forgotten } from '../../platform/site-host.ts'
import type { Layout } from './layout.ts'
import type { ShardServers } from './shard-servers.ts'

/** At once, so that no emptying by the site itself is lost. What no site of ours has written there goes altogether. */
const BUT_TRANSIENTS = `
local words = redis.pcall('GET', KEYS[1])
if not words then return end
local site, groups
if type(words) == 'string' then site, groups = words:match('^(%x+)%-?%x*(.*)$') end
if not site then return redis.call('UNLINK', KEYS[1]) end
redis.call('SET', KEYS[1], site .. '-' .. ARGV[1] .. groups)
`

/**
 * Empties the object cache of a slot: wordpress/object-cache/Store.php has a random word in the name of each key, and
 * without it all that bears it is found by nobody. Requests that are under way see it at their next step.
 *
 * A Redis that is dead forgets by itself, as it keeps nothing on disk.
 */
export async function forgetObjects(
  { layout, servers }: { layout: Layout; servers: ShardServers },
  place: Place,
  signal: AbortSignal,
  what: Forgotten = 'all',
): Promise<void> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const words = `${slot.cachePrefix}words`
  const forgotten = servers.withCache(place.shardId, async (redis) => {
    if (what === 'all') return await redis.unlink(words)
    return await redis.eval(BUT_TRANSIENTS, { keys: [words], arguments: [randomBytes(5).toString('hex')] })
  })
  await unlessAborted(forgotten, signal).catch((error: unknown) => {
    if (!isDead(error)) throw error
  })
}

/** A Redis that hangs takes the command and answers whenever it goes on. */
async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () =>
    reject(
      new AipressError('platform_unavailable', 'The cache of the shard does not answer.', {
        hint: 'Try once more in a few seconds.',
        cause: signal.reason,
      }),
    )
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Nobody listens: what hangs or is too busy to answer is another thing. */
function isDead(error: unknown): boolean {
  const cause = error instanceof AipressError ? error.cause : error
  return cause instanceof Error && 'code' in cause && /^(ENOENT|ECONNREFUSED)$/.test(String(cause.code))
}
