import { createClient } from '@redis/client'
import { ensureCacheUser } from '../../../packages/control-plane/src/drivers/local/cache-user.ts'
import { type Area, prints } from '../attack.ts'
import { allowed, cannot, twin } from '../switches.ts'
import type { World } from '../world.ts'

const keyOf = ({ victim }: World) => `${victim.slot.cachePrefix}secret`
const kept = (world: World) =>
  world.servers.withCache(world.victim.place.shardId, (redis) => redis.get(keyOf(world)))

/** The victim's page holds a connection to the cache. */
async function connectedVictim({ victim }: World) {
  const { socket, user, password } = victim.configuration.cache
  const redis = createClient({
    username: user,
    password,
    socket: { path: socket, tls: false, reconnectStrategy: false },
  })
  redis.on('error', () => undefined)
  await redis.connect()
  return async () => redis.destroy()
}

const keepSecret = async (world: World) => () =>
  world.servers.withCache(world.victim.place.shardId, (redis) => redis.set(keyOf(world), world.secret))

export const CACHE: Area = {
  title: 'Cache',
  attacks: [
    {
      name: 'get-neighbours-key',
      tries: 'reads a neighbour’s key',
      protection: 'each cache user reaches keys of its own prefix alone',
      without: allowed('allkeys'),
    },
    {
      name: 'set-neighbours-key',
      tries: 'changes what a neighbour’s cache says',
      protection: 'each cache user reaches keys of its own prefix alone',
      stage: keepSecret,
      succeeded: async (world) => (await kept(world)) === 'poisoned',
      without: allowed('allkeys'),
    },
    {
      name: 'copy-neighbours-key',
      tries: 'copies a neighbour’s key to one of its own',
      protection: 'each cache user reaches keys of its own prefix alone',
      without: allowed('allkeys'),
    },
    {
      name: 'scan-keys',
      tries: 'lists all keys (SCAN)',
      protection: 'no command that takes no key: SCAN would show the neighbours’',
      succeeded: (world, output) => output.includes(keyOf(world)),
      without: allowed('+scan'),
    },
    {
      name: 'list-keys',
      tries: 'lists all keys (KEYS)',
      protection: 'no command that takes no key: KEYS would show the neighbours’',
      succeeded: (world, output) => output.includes(keyOf(world)),
      without: allowed('+keys'),
    },
    {
      name: 'flush',
      tries: 'empties the cache of all neighbours (FLUSHDB)',
      protection: 'no FLUSHDB, FLUSHALL, SWAPDB',
      stage: keepSecret,
      succeeded: async (world) => (await kept(world)) === null,
      without: allowed('+flushdb'),
    },
    {
      name: 'read-cache-settings',
      tries: 'reads the server’s settings (CONFIG)',
      protection: 'no command of @admin or @dangerous',
      succeeded: prints('aclfile'),
      without: allowed('+config'),
    },
    {
      name: 'run-script',
      tries: 'reads a neighbour’s key by a script (EVAL)',
      protection: 'no scripts; and they would have the user’s own rights',
      without: allowed('+eval', 'allkeys'),
    },
    {
      name: 'list-clients',
      tries: 'lists who is connected (CLIENT LIST)',
      protection: 'no command of @admin or @dangerous',
      stage: connectedVictim,
      succeeded: ({ victim }, output) => output.includes(`user=${victim.slot.database}`),
      without: allowed('+client|list'),
    },
    {
      name: 'cut-clients',
      tries: 'ends the neighbours’ connections (CLIENT KILL)',
      protection: 'no command of @admin or @dangerous',
      stage: connectedVictim,
      succeeded: prints('cut 1'),
      without: allowed('+client|kill'),
    },
    {
      name: 'track-keys',
      tries: 'is told of every key that anybody changes (CLIENT TRACKING … BCAST)',
      protection: 'no CLIENT TRACKING, which needs no key',
      succeeded: prints('tracked'),
      without: allowed('+client|tracking'),
    },
    {
      name: 'list-users',
      tries: 'lists users and digests of passwords (ACL LIST)',
      protection: 'no command of @admin or @dangerous',
      succeeded: ({ victim }, output) => output.includes(`user ${victim.slot.database}`),
      without: allowed('+acl|list'),
    },
    {
      name: 'widen-own-rights',
      tries: 'gives itself all rights (ACL SETUSER)',
      protection: 'no command of @admin or @dangerous',
      succeeded: prints('[true'),
      without: allowed('+acl|setuser'),
    },
    {
      name: 'replicate-away',
      tries: 'makes the cache follow a server of its own (REPLICAOF)',
      protection: 'no command of @admin or @dangerous',
      stage: async (world) => () =>
        world.servers.withCache(world.attacker.place.shardId, (redis) =>
          redis.sendCommand(['REPLICAOF', 'NO', 'ONE']),
        ),
      succeeded: prints('[true'),
      without: allowed('+replicaof'),
    },
    {
      name: 'migrate-key',
      tries: 'sends a neighbour’s key to a server of its own (MIGRATE)',
      protection: 'no command of @admin or @dangerous; keys of its own prefix alone',
      succeeded: prints('IOERR'),
      without: allowed('+migrate', 'allkeys'),
    },
    {
      name: 'signal-others',
      tries: 'speaks to others through the cache (PUBLISH)',
      protection: 'no channels',
      succeeded: prints('[0'),
      without: allowed('+publish', 'allchannels'),
    },
    {
      name: 'choose-database',
      tries: 'enters another database of the cache (SELECT)',
      protection: 'no SELECT, and one database alone',
      succeeded: prints('[true'),
      without: allowed('+select'),
    },
    {
      name: 'load-module',
      tries: 'loads a library into the cache (MODULE LOAD)',
      protection: 'no command of @admin or @dangerous; MODULE is off besides',
      succeeded: prints('[true'),
      without: cannot('`enable-module-command` cannot be switched on while Redis runs'),
    },
    {
      name: 'enter-far-cache',
      tries: 'enters the cache of another shard with its own password',
      protection: 'a password for each slot and shard',
      succeeded: prints('entered'),
      without: {
        how: 'the same password on both shards',
        async off(world) {
          const { far, attacker } = world
          const user = twin(world)
          await ensureCacheUser(world, user, attacker.configuration.cache.password)
          return { undo: () => ensureCacheUser(world, user, far.configuration.cache.password) }
        },
      },
    },
  ],
}
