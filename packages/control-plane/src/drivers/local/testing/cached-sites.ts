import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '@redis/client'
import { startShard } from '../../../../../../test/harness/shard.ts'
import { inWordPress } from '../../../../../../test/harness/wordpress-request.ts'
import type { Place } from '../../../platform/place.ts'
import { randomSecrets } from '../../../platform/site-host.suite.ts'
import { withSiteDatabase } from '../site-database.ts'

const signal = () => AbortSignal.timeout(60_000)

/** Requests of one site wait for each other's word by files in its own folder. */
const WAITING = `
function say(string $word): void { touch(WP_TEMP_DIR . "/said-$word"); }
function hear(string $word): void {
	for ($i = 0; !file_exists(WP_TEMP_DIR . "/said-$word"); $i++) {
		if ($i > 4000) { exit("nobody said $word"); }
		usleep(5000);
		clearstatcache();
	}
}
`

/** A shard with two sites on it, and ways to ask their WordPress, their database and their Redis. */
export async function openCachedSites(slots: number) {
  const shard = await startShard(slots)
  try {
    const claim = async (name: string, place: Place) => {
      const identity = { siteId: `site_${name}`, title: name, adminEmail: 'anna@example.com' }
      await shard.siteHost.claim(place, { ...identity, url: `http://${name}.localhost` }, signal())
      return place
    }
    const site = async (name: string, place = shard.freshPlace()) => {
      await shard.siteHost.prepare(place, randomSecrets(), signal())
      return claim(name, place)
    }
    const [bakery, neighbour] = [await site('corner-bakery'), await site('neighbour')]
    const php = (code: string, place = bakery, params: Readonly<Record<string, string>> = {}) =>
      inWordPress(shard.layout, place, WAITING + code, undefined, params)
    return {
      shard,
      bakery,
      neighbour,
      site,
      claim,
      php,
      json: async (code: string, place = bakery) =>
        JSON.parse(await php(`echo json_encode(${code});`, place)) as unknown,
      sql: (query: string, place = bakery) =>
        withSiteDatabase(shard, place, signal(), (connection) => connection.query(query)),
      async wp(place: Place, ...args: string[]) {
        let output = ''
        const onOutput = (_: string, text: string) => {
          output += text
        }
        await shard.siteHost.wp(place, { args, signal: signal(), onOutput })
        return output.trim()
      },
      withRedis: async <T>(work: (redis: Redis) => Promise<T>) => {
        const { redis: server } = shard.layout.shard(shard.shardId)
        const redis = createRedis(server.socket, await readFile(server.password, 'utf8'))
        await redis.connect()
        try {
          return await work(redis)
        } finally {
          redis.destroy()
        }
      },
      /** The same WordPress with its own cache, which forgets at the end of each request. */
      async inOwnCache(code: string, place = bakery) {
        const configuration = await readFile(shard.layout.wordpress.configuration, 'utf8')
        const plain = configuration.replace(/\n\t\$cache = [\s\S]*?\n\t\}\n/, '\n')
        if (plain.includes('object-cache/load.php')) throw new Error('It still loads ours.')
        const file = join(shard.layout.shard(place.shardId).slot(place.slot).media, 'plain-config.php')
        await writeFile(file, plain)
        const core = shard.layout.wordpress.core(shard.wordpressVersion)
        const start = `define('ABSPATH', '${core}/'); require '${file}';`
        try {
          return await inWordPress(shard.layout, place, code, start)
        } finally {
          await rm(file)
        }
      },
      [Symbol.asyncDispose]: () => shard[Symbol.asyncDispose](),
    }
  } catch (error) {
    await shard[Symbol.asyncDispose]()
    throw error
  }
}

export type CachedSites = Awaited<ReturnType<typeof openCachedSites>>

function createRedis(path: string, password: string) {
  return createClient({ username: 'admin', password, socket: { path, tls: false } })
}

export type Redis = ReturnType<typeof createRedis>
