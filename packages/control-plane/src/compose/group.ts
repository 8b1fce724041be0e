import { findAccount } from '../accounts/index.ts'
import type { Handler } from '../actions/index.ts'
import { urlOfHostname } from '../config.ts'
import { createEngine, type DurableEngine } from '../engine/index.ts'
import { runReconcilers } from '../kernel/reconciler.ts'
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
import type { Cloud } from './cloud.ts'
import type { Core } from './core.ts'
import { groupReconcilers } from './group-reconcilers.ts'

/** A control group: shards, their sites, and the operations on them. */
export interface ControlGroup {
  readonly engine: DurableEngine
  /** Of the actions that control groups answer. */
  readonly handlers: readonly Handler[]
}

export async function openGroup(core: Core, cloud: Cloud): Promise<ControlGroup> {
  const { config, group, directory, seal, log, disposables } = core
  const { controlGroup } = config
  const shards = createShardStore({ directory, seal, controlGroup, idOf: cloud.shardIdOf })
  const services: sites.SiteServices & ShardServices = {
    shardHost: cloud.shardHost,
    turns: createTurns(),
    directory,
    batches: sites.openSiteBatches(directory),
    shards,
    host: cloud.siteHost,
    edge: cloud.edge,
    urlOf: (hostname) => urlOfHostname(config, hostname),
    async forgetSite(siteId) {
      await forgetMailOf(group.database, siteId)
      await forgetPhpErrorsOf(group.database, [siteId])
      await cloud.forgetSite(siteId)
    },
  }
  const engine = openEngine(core, services, cloud.operationsAtOnce)
  await engine.launch()
  disposables.defer(() => engine.stop())
  const reconcilers = runReconcilers(
    groupReconcilers({ core, cloud, shards, services, engine }),
    group.database,
    log,
    config.reconcilerHasteForTestsOnly,
  )
  disposables.use(reconcilers)
  disposables.defer(cloud.mailSpool.watch(() => reconcilers.nudge('collect-mail')))
  const slotTaken = () => {
    reconcilers.nudge('slot-warmer')
    reconcilers.nudge('shard-capacity')
  }
  return { engine, handlers: groupHandlers({ core, cloud, services, engine, slotTaken }) }
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
}

function groupHandlers({ core, cloud, services, engine, slotTaken }: Parts): Handler[] {
  const { config, directory, front, group, accounts } = core
  const finding = { directory, work: sites.workOf(engine), accounts, urlOf: services.urlOf }
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
    ...sites.siteHandlers({ services, finder, clock: Date.now }),
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
  ]
}
