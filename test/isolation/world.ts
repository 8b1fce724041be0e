import { randomBytes } from 'node:crypto'
import { chmod, cp, lchown, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createShard, createSite, type Site } from '@aipress/contract'
import type { Layout } from '../../packages/control-plane/src/drivers/local/layout.ts'
import { switchLink } from '../../packages/control-plane/src/drivers/local/owned-files.ts'
import {
  openShardServers,
  type ShardServers,
} from '../../packages/control-plane/src/drivers/local/shard-servers.ts'
import {
  readSiteConfiguration,
  type SiteConfiguration,
} from '../../packages/control-plane/src/drivers/local/site-configuration.ts'
import { type SlotUser, slotUser } from '../../packages/control-plane/src/drivers/local/slot-user.ts'
import type { Place } from '../../packages/control-plane/src/platform/place.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

/** A site as seen by who plans an attack on it, or from it. */
export interface Neighbour {
  readonly host: string
  readonly siteId: string
  readonly place: Place
  readonly user: SlotUser
  readonly slot: ReturnType<ReturnType<Layout['shard']>['slot']>
  readonly configuration: SiteConfiguration
}

/** One platform for all attacks: two neighbours on one shard, and a third site on another. */
export interface World extends AsyncDisposable {
  readonly cloud: LocalCloud
  readonly layout: Layout
  readonly servers: ShardServers
  readonly attacker: Neighbour
  readonly victim: Neighbour
  readonly far: Neighbour
  /** Planted in all that is the victim's. */
  readonly secret: string
  /** That one, and the passwords and keys of the victim and of the far site. */
  readonly secrets: readonly string[]
  /** What plugins are told; what an attack puts here it finds there. */
  readonly target: Record<string, unknown>
  /** The attacker's WordPress runs the plugin, asked for by a visitor. */
  run(plugin: string): Promise<string>
  /** The same with any PHP, given how it is asked. */
  runBy(ask: (pathAndQuery: string) => Promise<string>, plugin: string): Promise<string>
}

const PLUGINS = join(import.meta.dirname, 'plugins')

export async function startWorld(): Promise<World> {
  const cloud = await startLocalCloud({ environment: { AIPRESS_WARM_SLOTS: '1' } })
  try {
    return await openWorld(cloud)
  } catch (error) {
    await cloud[Symbol.asyncDispose]()
    throw error
  }
}

async function openWorld(cloud: LocalCloud): Promise<World> {
  const { layout } = cloud
  const attacker = await settle(cloud, 'Attacker', 'shard-001')
  const victim = await settle(cloud, 'Victim', 'shard-001')
  const made = await cloud.call(createShard, {})
  await cloud.settled(made.operation.operationId)
  const far = await settle(cloud, 'Far', 'shard-002')
  const servers = openShardServers(layout)
  const secret = `secret-${randomBytes(12).toString('hex')}`
  const secretsOf = ({ configuration: { database, cache, edge, loginKey } }: Neighbour) => [
    database.password,
    cache.password,
    loginKey,
    edge?.key ?? secret,
  ]
  const release = await hostileRelease(attacker)
  await carelessRelease(victim)
  const target: Record<string, unknown> = {
    home: layout.home,
    port: cloud.port,
    attacker: toldOf(layout, attacker),
    victim: toldOf(layout, victim),
    far: toldOf(layout, far),
  }
  const world: World = {
    cloud,
    layout,
    servers,
    attacker,
    victim,
    far,
    secret,
    secrets: [secret, ...secretsOf(victim), ...secretsOf(far)],
    target,
    run: (plugin) => world.runBy((path) => visited(cloud, attacker.host, path), plugin),
    async runBy(ask, plugin) {
      await writeFile(join(release, 'target.json'), JSON.stringify(target))
      // As a preview is nobody else's, the edge passes it on as it is, and once.
      return await ask(`/?preview=1&attack=${plugin}`)
    },
    async [Symbol.asyncDispose]() {
      await servers[Symbol.asyncDispose]()
      await cloud[Symbol.asyncDispose]()
    },
  }
  await plantSecrets(world)
  return world
}

async function visited(cloud: LocalCloud, host: string, path: string): Promise<string> {
  const { body, headers } = await cloud.fetchSite(host, path)
  return `${JSON.stringify(headers)}\n${body}`
}

async function settle(cloud: LocalCloud, title: string, shard: string): Promise<Neighbour> {
  const { site, operation } = await cloud.call(createSite, { title, shard })
  const { state } = await cloud.settled(operation.operationId)
  if (state !== 'succeeded') throw new Error(`The site ${title} was not created: ${state}.`)
  return await neighbourOf(cloud.layout, site)
}

async function neighbourOf(layout: Layout, { siteId, name }: Site): Promise<Neighbour> {
  const host = `${name}.localhost`
  const route = await readFile(join(layout.edge.routes, host), 'utf8')
  const { place } = JSON.parse(route) as { place: Place }
  const slot = layout.shard(place.shardId).slot(place.slot)
  const user = slotUser(layout.home, place)
  return { host, siteId, place, user, slot, configuration: await readSiteConfiguration(slot) }
}

/** Whatever helps to find the way. What is the site's own secret it must find itself. */
function toldOf(layout: Layout, { host, siteId, place, user, slot, configuration }: Neighbour) {
  return {
    ...slot,
    host,
    siteId,
    uid: user.uid,
    place: configuration.edge?.place,
    databaseSocket: layout.shard(place.shardId).mariadb.socket,
    cacheSocket: layout.shard(place.shardId).redis.socket,
    accessLog: join(layout.edge.siteLogs, siteId, 'access.log'),
  }
}

/** A release of the site's own, as if it had installed the plugins. */
async function hostileRelease({ slot }: Neighbour): Promise<string> {
  const release = await releaseWith(slot, 'hostile')
  await cp(PLUGINS, join(release, 'attacks'), { recursive: true })
  await cp(join(import.meta.dirname, 'hostile.php'), join(release, 'wp-content/mu-plugins/hostile.php'))
  return release
}

/** A plugin without malice, of the kind that believes what requests say of themselves. */
async function carelessRelease({ slot }: Neighbour): Promise<void> {
  const release = await releaseWith(slot, 'careless')
  await cp(join(import.meta.dirname, 'careless.php'), join(release, 'wp-content/mu-plugins/careless.php'))
}

async function releaseWith(slot: Neighbour['slot'], name: string): Promise<string> {
  const standard = await readlink(slot.live)
  const release = join(slot.releases, name)
  await mkdir(join(release, 'wp-content'), { recursive: true, mode: 0o755 })
  for (const link of [
    'wordpress',
    'wp-content/themes',
    'wp-content/plugins',
    'wp-content/languages',
    'wp-content/uploads',
  ])
    await symlink(await readlink(join(standard, link)), join(release, link))
  await cp(join(standard, 'wp-content/mu-plugins'), join(release, 'wp-content/mu-plugins'), {
    recursive: true,
    dereference: true,
  })
  await switchLink(slot.live, release)
  return release
}

async function plantSecrets({ secret, victim, cloud, servers, layout }: World): Promise<void> {
  const { media, sessions, temporary, mail, phpLog, cachePrefix, database } = victim.slot
  const files = {
    [join(media, 'private.txt')]: secret,
    [join(media, 'code.php')]: `<?php return '${secret}';`,
    [join(sessions, 'sess_0123456789abcdefghijklmnop')]: secret,
    [join(temporary, 'import.csv')]: secret,
    [join(mail, 'tmp', 'unsent')]: secret,
    [join(phpLog)]: `${await readFile(phpLog, 'utf8')}${secret}\n`,
  }
  for (const [path, content] of Object.entries(files)) await writeOwned(path, content, victim.user)
  await cloud.fetchSite(victim.host, `/?s=${secret}`)
  const { shardId } = victim.place
  await servers.withCache(shardId, (redis) => redis.set(`${cachePrefix}secret`, secret))
  await servers.withDatabase(shardId, AbortSignal.timeout(20_000), (connection) =>
    connection.query(`INSERT INTO ${database}.wp_options (option_name, option_value) VALUES ('secret', ?)`, [
      secret,
    ]),
  )
  // What mysqld may read, if a user may make it read files.
  await writeFile(join(layout.shard(shardId).mariadb.socket, '../secret.txt'), `${secret}\n`, { mode: 0o644 })
}

/** Readable by all, so that nothing but the folders around it protects it. */
async function writeOwned(path: string, content: string, { uid, gid }: SlotUser): Promise<void> {
  await writeFile(path, content)
  await lchown(path, uid, gid)
  await chmod(path, 0o644)
}
