import { randomUUID } from 'node:crypto'
import { findAccount } from '../accounts/index.ts'
import type { Handler } from '../actions/index.ts'
import { urlOfHostname } from '../config.ts'
import { cronHandlers, forgetCronOf, hasteCronOf, lookAfresh } from '../cron/index.ts'
import { createEngine, type DurableEngine } from '../engine/index.ts'
import { insightHandlers } from '../insights/index.ts'
import { withEffects } from '../kernel/dry-run.ts'
import { type RunningReconcilers, runReconcilers } from '../kernel/reconciler.ts'
import { createTurns } from '../kernel/turns.ts'
import { forgetMailOf, mailHandlers } from '../mail/index.ts'
import { operationHandlers } from '../operations/index.ts'
import { forgetPhpErrorsOf, phpErrorHandlers } from '../php-errors/index.ts'
import {
  createShardStore,
  createShardWorkflow,
  retireShardWorkflow,
  type ShardServices,
  shardOperationHandlers,
} from '../shards/index.ts'
import * as sites from '../sites/index.ts'
import { forgetUsageOf } from '../usage/index.ts'
import type { Cloud } from './cloud.ts'
import type { Core } from './core.ts'
import { groupReconcilers } from './group-reconcilers.ts'
import { limitsOfSites } from './usage.ts'

/** A control group: shards, their sites, and the operations on them. */
export interface ControlGroup {
  readonly engine: DurableEngine
  /** Of the actions that control groups answer. */
  readonly handlers: readonly Handler[]
}

/** Of the driver of sites, what a dry run may do. */
const SITE_READS = [
  'isServedAs',
  'inspect',
  'compare',
  'measure',
  'loginPath',
  'php',
  'phpLogAfter',
  'logs',
] as const

export async function openGroup(core: Core, cloud: Cloud): Promise<ControlGroup> {
  const { config, group, directory, seal, log, disposables } = core
  const { controlGroup } = config
  const shards = createShardStore({
    directory,
    seal,
    controlGroup,
    idOf: cloud.shardIdOf,
    numbersMax: cloud.shardNumbersMax,
  })
  // Operations that go on after a restart may ask for one before there are any; each begins with a turn anyway.
  let reconcilers: RunningReconcilers | undefined
  const nudge = (name: string) => reconcilers?.nudge(name)
  const services: sites.SiteServices & ShardServices = {
    shardHost: withEffects(cloud.shardHost, ['inspect']),
    turns: createTurns(),
    directory,
    batches: sites.openSiteBatches(directory),
    shards,
    host: withEffects(cloud.siteHost, SITE_READS),
    edge: withEffects(cloud.edge, ['inspect', 'hostnames', 'health', 'traffic']),
    urlOf: (hostname) => urlOfHostname(config, hostname),
    tierChanged: () => nudge('usage-storage'),
    async forgetSite(siteId) {
      await forgetMailOf(group.database, siteId)
      await forgetPhpErrorsOf(group.database, [siteId])
      await forgetCronOf(group.database, siteId)
      await forgetUsageOf(directory, siteId)
      await cloud.forgetSite(siteId)
    },
    async siteRunsAgain(siteId) {
      await hasteCronOf(group.database, siteId, Date.now())
      nudge('cron-runner')
    },
  }
  const engine = openEngine(core, services, cloud.operationsAtOnce)
  await engine.launch()
  disposables.defer(() => engine.stop())
  const cron = {
    database: group.database,
    host: withEffects(cloud.cronHost, []),
    process: `${config.process} ${randomUUID()}`,
    clock: Date.now,
  }
  const past = sites.createPastWordPress({
    database: group.database,
    services,
    clock: Date.now,
    writtenPast: (siteId) => lookAfresh(group.database, siteId),
  })
  reconcilers = runReconcilers(
    groupReconcilers({ core, cloud, shards, services, engine, cron, past, nudge }),
    group.database,
    log,
    config.reconcilerHasteForTestsOnly,
  )
  disposables.use(reconcilers)
  disposables.defer(cloud.mailSpool.watch(() => nudge('collect-mail')))
  disposables.defer(cloud.cronHost.watch(() => nudge('cron-notices')))
  const slotTaken = () => {
    nudge('slot-warmer')
    nudge('shard-capacity')
  }
  const cronRan = () => nudge('cron-notices')
  return {
    engine,
    handlers: groupHandlers({
      core,
      cloud,
      services,
      engine,
      slotTaken,
      past,
      cron: { ...cron, ran: cronRan },
    }),
  }
}

function openEngine(
  { config, group, log }: Core,
  services: sites.SiteServices & ShardServices,
  operationsAtOnce: number,
): DurableEngine {
  return createEngine({
    ...group,
    workflows: [
      sites.createSiteWorkflow,
      sites.setSiteStateWorkflow,
      sites.changeAddressWorkflow,
      sites.changeTierWorkflow,
      sites.giveOwnServersWorkflow,
      sites.leaveOwnServersWorkflow,
      sites.purgeSiteWorkflow,
      sites.purgeCacheWorkflow,
      sites.purgeObjectsWorkflow,
      sites.purgePagesWorkflow,
      sites.purgePageWorkflow,
      sites.purgeTagWorkflow,
      sites.changePhpWorkflow,
      sites.moveSiteWorkflow,
      createShardWorkflow,
      retireShardWorkflow,
    ],
    services,
    executor: config.process,
    stepTimeoutSeconds: config.engine.stepTimeoutSeconds,
    operationsAtOnce,
    faultsFile: config.engine.faultsForTestsOnly,
    log,
    onReplaced: () => process.kill(process.pid, 'SIGTERM'),
  })
}

interface Parts {
  core: Core
  cloud: Cloud
  services: sites.SiteServices
  engine: DurableEngine
  slotTaken(): void
  past: sites.PastWordPress
  cron: Omit<Parameters<typeof cronHandlers>[0], 'finder'>
}

function groupHandlers({ core, cloud, services, engine, slotTaken, past, cron }: Parts): Handler[] {
  const { config, directory, front, group, accounts } = core
  const limits = limitsOfSites(core)
  const finding = { directory, work: sites.workOf(engine), accounts, limits, urlOf: services.urlOf }
  // A site that has moved to another group keeps its earlier operations and mail here, where lists find them.
  const anyones = sites.createSiteFinder(finding)
  const finder = sites.createSiteFinder({ ...finding, controlGroup: config.controlGroup })
  const operations = {
    services,
    engine,
    finder,
    owners: {
      resolve: (account: string) => findAccount(front.database, account),
      emailOf: accounts.emailOf,
    },
    clock: Date.now,
    domain: config.domain,
    deleteGraceHours: config.deleteGraceHours,
    machine: cloud.machine,
    slotTaken,
    plan: config.shards,
  }
  return [
    ...sites.siteHandlers({ services, finder, clock: Date.now, past }),
    ...sites.siteOperationHandlers(operations),
    ...sites.addressHandlers(operations),
    ...sites.moveHandlers(operations),
    ...shardOperationHandlers({
      directory,
      shards: services.shards,
      engine,
      machine: cloud.machine,
      plan: config.shards,
    }),
    ...operationHandlers(engine, anyones),
    ...mailHandlers(group.database, anyones),
    ...phpErrorHandlers({ database: group.database, finder, anyones }),
    ...cronHandlers({ ...cron, finder }),
    ...insightHandlers({
      directory,
      group: group.database,
      front: front.database,
      host: services.host,
      engine,
      finder,
      controlGroup: config.controlGroup,
      clock: Date.now,
    }),
  ]
}
