import type { DurableEngine } from '../engine/index.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { createMailCollector, createMailDelivery, forgetMailOfGone } from '../mail/index.ts'
import { createPhpErrorCollector } from '../php-errors/index.ts'
import { createUpkeep } from '../platform-status/index.ts'
import {
  createDedicatedShards,
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

interface Parts {
  core: Core
  cloud: Cloud
  shards: ShardStore
  services: sites.SiteServices & ShardServices
  engine: DurableEngine
}

/** Each looks after the shards and sites of one control group. */
export function groupReconcilers({ core, cloud, shards, services, engine }: Parts): Reconciler[] {
  const { config, directory, snapshot, group } = core
  const { shardHost, siteHost, machine } = cloud
  const { controlGroup } = shards
  const { turns } = services
  return [
    createShardCapacity({
      directory,
      shards,
      host: shardHost,
      turns,
      machine,
      plan: config.shards,
      phpVersion: cloud.versions.php,
      engine,
      clock: Date.now,
      log: core.log,
    }),
    createDedicatedShards({ directory, shards, engine }),
    createShardHealth({ directory, shards, host: shardHost, turns, machine, edge: cloud.edge }),
    sites.createSlotRepair({
      directory,
      shards,
      host: siteHost,
      engine,
      urlOf: services.urlOf,
      log: core.log,
    }),
    createSlotWarmer({
      shards,
      host: siteHost,
      machine,
      warmMax: config.shards.warmSlots,
      isBusy: async () => (await engine.summary()).running > 0,
    }),
    sites.createRoutesReconciler({ services, snapshot, controlGroup }),
    sites.createDeletedSitesReconciler({ directory, controlGroup, engine, clock: Date.now }),
    sites.createHeldHostnamesReconciler({ directory, controlGroup, engine, clock: Date.now }),
    sites.createHeldSitesReconciler({ services, engine }),
    sites.createGoldHomes({ services, engine, plan: config.shards, machine, clock: Date.now }),
    sites.createDepartedSlotsReconciler({
      services,
      engine,
      clock: Date.now,
      graceMs: config.moveGraceMinutes * 60_000,
    }),
    sites.createAddressesReconciler({
      directory,
      controlGroup,
      engine,
      urlOf: services.urlOf,
      domain: config.domain,
      clock: Date.now,
    }),
    createMailCollector({
      database: group.database,
      spool: cloud.mailSpool,
      shards,
      sites: { nameOf: (siteId) => sites.findSite(directory, siteId) },
      relayed: config.smtpUrl !== undefined,
    }),
    ...logReconcilers({ core, cloud, shards }),
    createUpkeep(
      'mail-upkeep',
      [
        {
          what: 'mails of sites that are gone',
          run: () =>
            forgetMailOfGone(
              group.database,
              async (ids) => new Set((await sites.findSites(directory, ids)).map(({ siteId }) => siteId)),
            ),
        },
      ],
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
