import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureCacheUser } from '../../packages/control-plane/src/drivers/local/cache-user.ts'
import { EDGE_SERVICE } from '../../packages/control-plane/src/drivers/local/edge-service.ts'
import type { Place } from '../../packages/control-plane/src/platform/place.ts'
import type { Switch, Undo } from './attack.ts'
import type { World } from './world.ts'

/** Ways to switch a protection off, each in the real server and put right again afterwards. */

const ADMINISTRATION_MS_MAX = 20_000

/** Folders and files are opened to others; the innermost last. */
export function opened(how: string, modesOf: (world: World) => Record<string, number>): Switch {
  return {
    how,
    async off(world) {
      const undo = await changeModes(modesOf(world))
      return { undo }
    },
  }
}

async function changeModes(modes: Record<string, number>): Promise<Undo> {
  const before = new Map<string, number>()
  for (const path of Object.keys(modes)) before.set(path, (await stat(path)).mode & 0o7777)
  for (const [path, mode] of Object.entries(modes)) await chmod(path, mode)
  return async () => {
    for (const [path, mode] of before) await chmod(path, mode)
  }
}

export const administer = (world: World, sql: string, shardId = world.attacker.place.shardId) =>
  world.servers.withDatabase(shardId, AbortSignal.timeout(ADMINISTRATION_MS_MAX), async (connection) => {
    const [rows] = await connection.query(sql)
    return rows as Record<string, unknown>[]
  })

/** Rights that a site's database user does not have. */
export function granted(how: string, rightsOf: (world: World) => string): Switch {
  return {
    how,
    async off(world) {
      const user = `'${world.attacker.slot.database}'@'localhost'`
      await administer(world, `GRANT ${rightsOf(world)} TO ${user}`)
      return { undo: () => administer(world, `REVOKE ${rightsOf(world)} FROM ${user}`) }
    },
  }
}

/** Rules that a site's cache user does not have; taken back by what made the user. */
export function allowed(...rules: string[]): Switch {
  return {
    how: `\`ACL SETUSER … ${rules.join(' ')}\``,
    async off(world) {
      const { place, slot, configuration } = world.attacker
      return {
        undo: () => ensureCacheUser(world, place, configuration.cache.password),
        // Before each run, as the platform repairs a user that it finds with other keys (`repair-slot.ts`).
        async run(plugin) {
          await world.servers.withCache(place.shardId, (redis) =>
            redis.sendCommand(['ACL', 'SETUSER', slot.database, ...rules]),
          )
          return await world.run(plugin)
        },
      }
    },
  }
}

/** Another configuration of nginx, taken up without a restart. */
export function edged(how: string, file: string, change: (text: string) => string): Switch {
  return {
    how,
    async off(world) {
      const path = join(world.layout.edge.root, 'conf', file)
      const before = await readFile(path, 'utf8')
      const after = change(before)
      if (after === before) throw new Error(`${file} has nothing to switch off.`)
      const take = async (text: string) => {
        await writeFile(path, text)
        await world.cloud.supervisor.signal(EDGE_SERVICE, 'HUP')
      }
      await take(after)
      return { undo: () => take(before) }
    },
  }
}

/** The far site is in the slot of the same number, so its users have the names of the attacker's. */
export function twin({ attacker, far }: World): Place {
  if (attacker.place.slot !== far.place.slot) throw new Error('The far site has another number.')
  return far.place
}

export const cannot = (why: string) => ({ cannot: why })
