import { urlOfHostname } from '../config.ts'
import { layoutOf, shardIdOf } from '../drivers/local/layout.ts'
import { openSimulatedCloud } from '../drivers/simulated/cloud.ts'
import { createSimulatedWorld } from '../drivers/simulated/world.ts'
import type { Cloud } from './cloud.ts'
import type { Core } from './core.ts'

/** A creation waits for some hundred milliseconds of calls, and for several seconds in a real cloud. */
const OPERATIONS_AT_ONCE = 128
/** Ten control groups of a hundred shards, and room for as many that were retired lately. */
const SHARD_NUMBERS_MAX = 4_000

/** A cloud in a file of this machine: everything above the driver is as ever, sockets and PostgreSQL included. */
export async function openSimulatedCloudOf({ config, disposables }: Core): Promise<Cloud> {
  const layout = layoutOf(config.home)
  const { seed, timeScale, failureShare, slowShards } = config.simulation
  const world = disposables.use(
    createSimulatedWorld({
      folder: layout.simulation,
      seed,
      timeScale,
      failureShares: failureShare,
      regions: config.shards.regions,
      ...(slowShards === undefined ? {} : { slowShards }),
    }),
  )
  const { visitors: _visitors, ...cloud } = openSimulatedCloud(world, { controlGroup: config.controlGroup })
  return {
    ...cloud,
    versions: cloud.siteHost.versions,
    operationsAtOnce: OPERATIONS_AT_ONCE,
    shardIdOf,
    shardNumbersMax: SHARD_NUMBERS_MAX,
    consoleUrl: urlOfHostname(config, `aipress.${config.domain}`),
    forgetSite: async () => undefined,
    upkeep: [],
    sockets: {
      machine: { path: layout.machineSocket, mode: 0o600 },
      edge: { path: layout.controlPlaneSocket, mode: 0o660, group: 'www-data' },
      group: (controlGroup) => ({ path: layout.groupSocket(controlGroup), mode: 0o600 }),
    },
  }
}
