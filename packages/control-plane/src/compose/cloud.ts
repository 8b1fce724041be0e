import type { Config } from '../config.ts'
import type { SocketOptions } from '../doors/listen.ts'
import type { CpuMeter } from '../platform/cpu-meter.ts'
import type { CronHost } from '../platform/cron-host.ts'
import type { Edge } from '../platform/edge.ts'
import type { Machine } from '../platform/machine.ts'
import type { MailSpool } from '../platform/mail-spool.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import type { SiteHost } from '../platform/site-host.ts'
import type { TrafficLog } from '../platform/traffic-log.ts'
import type { UpkeepTask } from '../platform-status/index.ts'
import type { Core } from './core.ts'
import { openLocalCloud } from './local-cloud.ts'
import { openSimulatedCloudOf } from './simulated-cloud.ts'

type Socket = Omit<SocketOptions, 'fetch'>

/** Everything that a driver brings; whoever holds it need not know which one. */
export interface Cloud {
  readonly shardHost: ShardHost
  readonly siteHost: SiteHost
  readonly edge: Edge
  /** Of this control group's shards alone, where there are several. */
  readonly mailSpool: MailSpool
  /** Hears of this control group's shards alone, where there are several. */
  readonly cronHost: CronHost
  /** Of all sites of the platform. */
  readonly trafficLog: TrafficLog
  /** Of this control group's shards alone, where there are several. */
  readonly cpuMeter: CpuMeter
  readonly machine: Machine
  readonly versions: SiteHost['versions']
  /** Operations that one process works on at once: few where they use this machine, many where they wait for another. */
  readonly operationsAtOnce: number
  readonly shardIdOf: (number: number) => string
  /** Shards have numbers from 1 to this one. */
  readonly shardNumbersMax: number
  /** `http://aipress.localhost:8080`, without final slash. */
  readonly consoleUrl: string
  /** Called when a site is gone for good, for what the driver keeps of it outside its slot. */
  readonly forgetSite: (siteId: string) => Promise<void>
  /** What grows on the machine itself; seen to by one process of the platform, once a minute. */
  readonly upkeep: readonly UpkeepTask[]
  /** Where processes listen: for whoever is root here, for the edge, and of each control group for the front. */
  readonly sockets: { readonly machine: Socket; readonly edge: Socket; group(controlGroup: number): Socket }
}

type OpenCloud = (core: Core) => Promise<Cloud>

/** A further driver is one function more. */
const DRIVERS: Record<Config['driver'], OpenCloud> = {
  local: openLocalCloud,
  simulated: openSimulatedCloudOf,
}

export const openCloud: OpenCloud = (core) => DRIVERS[core.config.driver](core)
