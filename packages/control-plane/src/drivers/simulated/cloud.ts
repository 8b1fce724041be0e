import type { CpuMeter } from '../../platform/cpu-meter.ts'
import type { CronHost } from '../../platform/cron-host.ts'
import type { Edge } from '../../platform/edge.ts'
import type { Machine } from '../../platform/machine.ts'
import type { MailSpool } from '../../platform/mail-spool.ts'
import type { ShardHost } from '../../platform/shard-host.ts'
import type { SiteHost } from '../../platform/site-host.ts'
import type { TrafficLog } from '../../platform/traffic-log.ts'
import { createSimulatedCpuMeter } from './cpu-meter.ts'
import { createSimulatedCronHost } from './cron-host.ts'
import { createSimulatedEdge } from './edge.ts'
import { createSimulatedMachine } from './machine.ts'
import { createSimulatedMailSpool } from './mail-spool.ts'
import { createSimulatedShardHost } from './shard-host.ts'
import { createSimulatedSiteHost } from './site-host.ts'
import { createSimulatedTrafficLog } from './traffic-log.ts'
import { createVisitors, type Visitors } from './visitors.ts'
import type { SimulatedWorld } from './world.ts'

export interface SimulatedCloud {
  readonly shardHost: ShardHost
  readonly siteHost: SiteHost
  readonly edge: Edge
  readonly mailSpool: MailSpool
  readonly cronHost: CronHost
  readonly machine: Machine
  readonly trafficLog: TrafficLog
  readonly cpuMeter: CpuMeter
  readonly visitors: Visitors
}

/**
 * A Google Cloud that can be had without one: the same interfaces and suites as every driver's, with the cloud's
 * latencies, quotas and failures, so that the control plane itself can be run with 50,000 sites on 1,000 shards,
 * in many processes, on a laptop. Nothing but the driver differs from a real run.
 *
 * - **The world is one SQLite file.** Control planes come, are killed and go; what they have made stays, and all
 *   processes see the same. A server of its own would be one more process to own, and two passages per call where
 *   a row costs some ten microseconds; files per shard would be a thousand descriptors in each process.
 * - **Chance is drawn from seed, kind of call, shard and count**, not from a stream: a run can be repeated although
 *   its calls come in another order. A restarted process begins to count anew.
 * - **A call begins, takes its time, and has its effect** (`calls.ts`). Who dies meanwhile leaves what a cloud would
 *   be left with: a slot half prepared, a project that goes on being made. A call that fails by chance has done
 *   nothing or everything, half of the time each, as callers cannot tell either.
 * - **Time is scaled, limits of the contract are not**: latencies and quotas' minutes shrink with `timeScale`; how
 *   long a visitor is held at the edge stays, because the control plane's own work takes as long as ever.
 * - **A site is a row** with an identity and the few things that commands and visitors write (`wp-commands.ts`):
 *   enough to prove that a copy is one, and no WordPress. What needs one is tested with the local driver.
 */
export function openSimulatedCloud(
  world: SimulatedWorld,
  { controlGroup = 1 }: { readonly controlGroup?: number } = {},
): SimulatedCloud {
  const { inner } = world
  const edge = createSimulatedEdge(inner)
  return {
    shardHost: createSimulatedShardHost(inner, controlGroup),
    siteHost: createSimulatedSiteHost(inner),
    edge,
    mailSpool: createSimulatedMailSpool(inner, controlGroup),
    cronHost: createSimulatedCronHost(inner, controlGroup),
    machine: createSimulatedMachine(inner, edge),
    trafficLog: createSimulatedTrafficLog(inner),
    cpuMeter: createSimulatedCpuMeter(inner, controlGroup),
    visitors: createVisitors(inner),
  }
}
