import {
  type CronDeps,
  createCronNotices,
  createCronRunner,
  createCronSweep,
  forgetRunsOfGone,
} from '../cron/index.ts'
import type { DurableEngine } from '../engine/index.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { createMailCollector, createMailDelivery, forgetMailOfGone } from '../mail/index.ts'
import { createPhpErrorCollector } from '../php-errors/index.ts'
import { createUpkeep } from '../platform-status/index.ts'
import {
  createDedicatedShards,
  createRetiredShards,
  createShardCapacity,
  createShardHealth,
  createShardLogs,
  createSlotWarmer,
  type ShardServices,
  type ShardStore,
} from '../shards/index.ts'
import * as sites from '../sites/index.ts'
import type { Cloud } from './cloud.ts'
import type { Core } from './core.ts'
import { usageReconcilers } from './usage.ts'

interface Parts {
  core: Core
  cloud: Cloud
  shards: ShardStore
  services: sites.SiteServices & ShardServices
  engine: DurableEngine
  cron: CronDeps
  past: sites.PastWordPress
  nudge(reconciler: string): void
}

/** Each looks after the shards and sites of one control group. */
export function groupReconcilers(parts: Parts): Reconciler[] {
  return [
    ...shardReconcilers(parts),
    ...siteReconcilers(parts),
    ...logReconcilers(parts),
    ...mailReconcilers(parts),
    ...usageReconcilers(parts.core, parts.cloud),
    ...cronReconcilers(parts),
  ]
}

function shardReconcilers({ core, cloud, shards, services, engine }: Parts): Reconciler[] {
  const { config, directory, log } = core
  const { shardHost: host, siteHost, machine, edge } = cloud
  const { turns, urlOf } = services
  return [
    createShardCapacity({
      directory,
      shards,
      host,
      turns,
      machine,
      plan: config.shards,
      phpVersion: cloud.versions.php,
      engine,
      clock: Date.now,
      log,
    }),
    createDedicatedShards({ directory, shards, host, turns, engine, clock: Date.now }),
    createRetiredShards({ directory, controlGroup: shards.controlGroup, engine }),
    createShardHealth({ directory, shards, host, turns, machine, edge }),
    sites.createSlotRepair({ directory, shards, host: siteHost, engine, urlOf, log }),
    createSlotWarmer({
      shards,
      host: siteHost,
      machine,
      warmMax: config.shards.warmSlots,
      isBusy: async () => (await engine.summary()).running > 0,
    }),
  ]
}

function siteReconcilers({ core, cloud, shards, services, engine, past }: Parts): Reconciler[] {
  const { config, directory, snapshot } = core
  const { controlGroup } = shards
  const clock = Date.now
  return [
    sites.createRoutesReconciler({ services, snapshot, controlGroup }),
    sites.createDeletedSitesReconciler({ directory, controlGroup, engine, clock }),
    sites.createHeldHostnamesReconciler({ directory, controlGroup, engine, clock }),
    sites.createHeldSitesReconciler({ services, engine }),
    sites.createPastWordPressReconciler(past),
    sites.createGoldHomes({ services, engine, plan: config.shards, machine: cloud.machine, clock }),
    sites.createDepartedSlotsReconciler({
      services,
      engine,
      clock,
      graceMs: config.moveGraceMinutes * 60_000,
    }),
    sites.createAddressesReconciler({
      directory,
      controlGroup,
      engine,
      urlOf: services.urlOf,
      domain: config.domain,
      clock,
    }),
  ]
}

function mailReconcilers({ core, cloud, shards }: Parts): Reconciler[] {
  const { config, directory, group } = core
  const alive = async (ids: readonly string[]) =>
    new Set((await sites.findSites(directory, ids)).map(({ siteId }) => siteId))
  return [
    createMailCollector({
      database: group.database,
      spool: cloud.mailSpool,
      shards,
      sites: { nameOf: (siteId) => sites.findSite(directory, siteId) },
      relayed: config.smtpUrl !== undefined,
    }),
    createUpkeep(
      'mail-upkeep',
      [{ what: 'mails of sites that are gone', run: () => forgetMailOfGone(group.database, alive) }],
      3_600,
    ),
    ...(config.smtpUrl === undefined ? [] : [createMailDelivery(group.database, config.smtpUrl, Date.now)]),
  ]
}

/** What servers write for all sites together, and what PHP writes, becomes each site's own to read. */
function logReconcilers({ core, cloud, shards }: Pick<Parts, 'core' | 'cloud' | 'shards'>): Reconciler[] {
  const { directory, group, log } = core
  const { controlGroup } = shards
  return [
    createShardLogs({ shards, host: cloud.shardHost, log }),
    createPhpErrorCollector({ database: group.database, directory, host: cloud.siteHost, controlGroup, log }),
  ]
}

function cronReconcilers({ core, shards, engine, cron, nudge }: Parts): Reconciler[] {
  const { directory, group, log } = core
  const { controlGroup } = shards
  const own = async (ids: readonly string[]) => {
    const found = await sites.findSites(directory, ids)
    return new Set(found.filter((site) => site.controlGroup === controlGroup).map(({ siteId }) => siteId))
  }
  const wake = () => nudge('cron-runner')
  const ran = () => nudge('cron-notices')
  return [
    createCronNotices({ ...cron, directory, changed: wake }),
    createCronRunner({ ...cron, directory, controlGroup, engine, log, wake, ran }),
    createCronSweep({ ...cron, directory, controlGroup, log, changed: wake }),
    createUpkeep(
      'cron-upkeep',
      [{ what: 'cron runs of sites that are gone', run: () => forgetRunsOfGone(group.database, own) }],
      3_600,
    ),
  ]
}
