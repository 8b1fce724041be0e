import { chmod, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AipressError, type PartHealth } from '@aipress/contract'
import type { ShardHost } from '../../platform/shard-host.ts'
import { reapplyTiers } from './apply-tier.ts'
import { openCgroups } from './cgroups.ts'
import { ensureGoldenDatabase } from './golden-database.ts'
import type { Layout } from './layout.ts'
import { ensureMariadb, mariadbService } from './mariadb.ts'
import { ownPhpParts, ownPhpServices } from './own-php.ts'
import { ensureFolder } from './owned-files.ts'
import { ensurePhp, forgetRules, phpService, probePhp } from './php-fpm.ts'
import { memoryOf, standsStill } from './process-memory.ts'
import { ensureRedis, redisService } from './redis.ts'
import { removeTree } from './remove-tree.ts'
import { missingFiles } from './shard-files.ts'
import type { EquippedDeps } from './slot-deps.ts'
import { killProcessesOfShard } from './slot-processes.ts'
import { collectSlowQueries } from './slow-queries.ts'
import type { Supervisor } from './supervisor.ts'

/** `wordpressVersion` is of the golden database that comes with the first shard. */
export type LocalShardDeps = EquippedDeps

const PROBE_TIMEOUT_MS = 5_000

const SERVICES: Readonly<Record<string, (shardId: string) => string>> = {
  mariadb: mariadbService,
  redis: redisService,
  php: phpService,
}

/** Shards as groups of three daemons on this machine. */
export function createLocalShardHost(deps: LocalShardDeps): ShardHost {
  const { layout, supervisor, servers } = deps
  const host: ShardHost = {
    async ensure(shard, signal) {
      await ensureFolders(layout, shard.shardId)
      await Promise.all([
        ensureMariadb(deps, shard, signal),
        ensureRedis(deps, shard.shardId, signal),
        ensurePhp(deps, shard, signal),
      ])
      await ensureGoldenDatabase(deps, shard.shardId, deps.wordpressVersion, signal)
      await reapplyTiers(deps, shard, signal)
    },
    async repair(shard, signal) {
      const missing = await missingFiles(layout, shard.shardId)
      if (missing.length === 0) return []
      // What a running cache knows of its users goes back into their file; one that is not running starts without.
      if (missing.includes('redis/users.acl')) await servers.saveUsers(shard.shardId).catch(() => undefined)
      await host.ensure(shard, signal)
      return missing.map((name) => `The file ${name} was gone: it was made again.`)
    },
    async restart(shardId, part, signal) {
      const names = [...Object.keys(SERVICES), ...(await ownPhpParts(layout, shardId))]
      const service = `${shardId}-${part}`
      if (!names.includes(part) || (await supervisor.status(service)) === undefined) {
        throw new AipressError('shard_not_found', `${shardId} has no part "${part}".`)
      }
      await supervisor.restartAtOnce(service, signal)
    },
    async inspect(shardId, signal) {
      const own = await ownPhpParts(layout, shardId)
      const parts = await Promise.all([
        inspectPart(supervisor, 'mariadb', mariadbService(shardId), () => servers.pingDatabase(shardId)),
        inspectPart(supervisor, 'redis', redisService(shardId), () => servers.pingCache(shardId)),
        inspectPart(supervisor, 'php', phpService(shardId), () => probePhp(layout, shardId)),
        // Its site's own requests may keep all its processes from answering, which is the site's matter alone.
        ...own.map((name) => inspectPart(supervisor, name, `${shardId}-${name}`, undefined)),
      ])
      signal.throwIfAborted()
      return parts.map((part) => ({ ...part, name: `${shardId}/${part.name}` }))
    },
    collectLogs: (shardId, signal) => collectSlowQueries(deps, shardId, signal),
    async remove(shardId, signal) {
      await servers.forget(shardId)
      const daemons = [phpService, mariadbService, redisService].map((service) => service(shardId))
      for (const service of [...(await ownPhpServices(layout, shardId)), ...daemons]) {
        await supervisor.remove(service, signal)
      }
      await killProcessesOfShard(layout.home, shardId)
      await forgetRules(layout, shardId)
      await (await openCgroups(layout.home)).removeShard(shardId)
      await removeTree(layout.shard(shardId).root)
    },
  }
  return host
}

const NOT_RUNNING = 'It is not running.'

/** Without a probe it is well where it runs. */
async function inspectPart(
  supervisor: Supervisor,
  name: string,
  service: string,
  probe: (() => Promise<void>) | undefined,
): Promise<PartHealth> {
  const status = await supervisor.status(service).catch(() => undefined)
  // Who answers is well, whatever the supervisor says: on a full disk it cannot note that a daemon has started.
  const askedAtMs = performance.now()
  const unasked = status?.up ? undefined : NOT_RUNNING
  const silence = probe === undefined ? unasked : await problemOf(probe)
  const latencyMs = Math.round(performance.now() - askedAtMs)
  const stopped = status?.pid !== undefined && (await standsStill(status.pid))
  const problem = stopped
    ? 'It was made to stand still.'
    : silence === undefined || status?.up
      ? silence
      : NOT_RUNNING
  const memoryBytes = status?.pid === undefined ? undefined : await memoryOf(status.pid)
  return {
    name,
    healthy: problem === undefined,
    latencyMs,
    ...(problem === undefined ? {} : { problem }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(status === undefined ? {} : { uptimeSeconds: status.uptimeSeconds, restarts: status.restarts }),
    ...(status?.lastRestartAt === undefined ? {} : { lastRestartAt: status.lastRestartAt }),
  }
}

async function ensureFolders(layout: Layout, shardId: string): Promise<void> {
  const shard = layout.shard(shardId)
  const passable = { uid: 0, gid: 0, mode: 0o711 }
  // Database, cache, web server and sites all run as users of their own and have to come through here.
  const home = await stat(layout.home)
  if ((home.mode & 0o111) !== 0o111) await chmod(layout.home, (home.mode & 0o777) | 0o111)
  for (const folder of [dirname(shard.root), shard.root, shard.run]) await ensureFolder(folder, passable)
  await ensureFolder(dirname(shard.slot(0).root), passable)
}

async function problemOf(probe: () => Promise<void>): Promise<string | undefined> {
  const timeout = new Promise<string>((resolve) => {
    setTimeout(resolve, PROBE_TIMEOUT_MS, `It has not answered within ${PROBE_TIMEOUT_MS / 1000} s.`).unref()
  })
  const answer = probe().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  return await Promise.race([answer, timeout])
}
