import { urlOfHostname } from '../config.ts'
import { createLocalCpuMeter } from '../drivers/local/cpu-meter.ts'
import { createLocalCronHost } from '../drivers/local/cron-host.ts'
import { createLocalEdge } from '../drivers/local/edge.ts'
import { removeSiteLogs, rotateSiteLogs } from '../drivers/local/edge-logs.ts'
import { layoutOf, shardIdOf } from '../drivers/local/layout.ts'
import { createLocalMachine, groupsApart } from '../drivers/local/machine.ts'
import { createLocalMailSpool } from '../drivers/local/mail-spool.ts'
import { rotatePhpLogs } from '../drivers/local/php-logs.ts'
import { keepProcessesSeated } from '../drivers/local/seat-processes.ts'
import { createLocalShardHost } from '../drivers/local/shard-host.ts'
import { openShardServers } from '../drivers/local/shard-servers.ts'
import { createLocalSiteHost } from '../drivers/local/site-host.ts'
import type { ShardsToCollect } from '../drivers/local/slot-places.ts'
import { SHARD_NUMBERS_MAX } from '../drivers/local/slot-user.ts'
import { createSupervisor } from '../drivers/local/supervisor.ts'
import { createLocalTrafficLog } from '../drivers/local/traffic-log.ts'
import { keepPhpWarm } from '../drivers/local/warm-php.ts'
import { installedWordPressVersion } from '../drivers/local/wordpress-files.ts'
import { createTurns } from '../kernel/turns.ts'
import { listShardRows } from '../shards/index.ts'
import type { Cloud } from './cloud.ts'
import type { Core } from './core.ts'

const LOG_LIMITS = { sizeBytesMax: 10 * 1024 * 1024, filesMax: 3 }

/** Two cores do not get more done with more at once; 32 leave room where some wait for a shard that is away. */
const OPERATIONS_AT_ONCE = 32

/** One machine: s6 services, MariaDB, Redis, PHP-FPM, nginx. */
export async function openLocalCloud(core: Core): Promise<Cloud> {
  const { config, disposables } = core
  const layout = layoutOf(config.home)
  const supervisor = createSupervisor(layout)
  const servers = disposables.use(openShardServers(layout))
  const wordpressVersion = await installedWordPressVersion(layout)
  const deps = { layout, supervisor, servers, wordpressVersion, slotTurns: createTurns() }
  const edge = createLocalEdge(layout, { statusOf: supervisor.status })
  const siteHost = createLocalSiteHost(deps)
  // Of the machine as a whole, so one process does it.
  if (config.role === 'all' || (config.role === 'group' && config.controlGroup === 1)) {
    disposables.use(await keepProcessesSeated({ layout, servers }))
    disposables.use(keepPhpWarm(layout))
  }
  return {
    edge,
    siteHost,
    versions: siteHost.versions,
    operationsAtOnce: OPERATIONS_AT_ONCE,
    shardHost: createLocalShardHost(deps),
    trafficLog: createLocalTrafficLog(layout, Date.now),
    cpuMeter: createLocalCpuMeter(layout, shardsToCollect(core)),
    mailSpool: createLocalMailSpool(layout, Date.now, shardsToCollect(core)),
    cronHost: createLocalCronHost(layout, shardsToCollect(core), config.groups),
    machine: createLocalMachine({ layout, supervisor, edge, groups: groupsApart(config.groups) }),
    shardIdOf,
    shardNumbersMax: SHARD_NUMBERS_MAX,
    consoleUrl: urlOfHostname(config, `aipress.${config.domain}`),
    forgetSite: (siteId) => removeSiteLogs(layout, siteId),
    upkeep: [
      { what: 'old logs', run: (signal) => rotateSiteLogs(layout, LOG_LIMITS, signal) },
      { what: 'grown PHP logs', run: (signal) => rotatePhpLogs(layout, signal) },
    ],
    sockets: {
      machine: { path: layout.machineSocket, mode: 0o600 },
      edge: { path: layout.controlPlaneSocket, mode: 0o660, group: 'www-data' },
      group: (controlGroup) => ({ path: layout.groupSocket(controlGroup), mode: 0o600 }),
    },
  }
}

/** The folders of all shards lie side by side; a group leaves those of others alone. */
function shardsToCollect({ config, directory }: Core): ShardsToCollect | undefined {
  if (config.role !== 'group') return undefined
  return async () => {
    const own = await listShardRows(directory, { controlGroup: config.controlGroup })
    const ids = new Set(own.map((shard) => shard.shardId))
    return (shardId) => ids.has(shardId)
  }
}
