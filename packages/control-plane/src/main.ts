import { readFileSync } from 'node:fs'
import {
  accountNames,
  accountsMigrations,
  callerOfPrincipal,
  createAccounts,
  emailOf,
  findAccount,
} from './accounts/index.ts'
import { type Actions, actionsMigrations, createActions, purgeIdempotencyKeys } from './actions/index.ts'
import { assistantMigrations, createAssistant } from './assistant/index.ts'
import { auditHandlers, auditMigrations, purgeAuditLines } from './audit/index.ts'
import * as bulk from './bulk/index.ts'
import { type Config, loadConfig, urlOfHostname } from './config.ts'
import * as directories from './directory/index.ts'
import { chatRoutes } from './doors/chat.ts'
import { createHttpApp } from './doors/http.ts'
import { listenOnSocket } from './doors/listen.ts'
import { createLocalEdge } from './drivers/local/edge.ts'
import { removeSiteLogs, rotateSiteLogs } from './drivers/local/edge-logs.ts'
import { layoutOf, shardIdOf } from './drivers/local/layout.ts'
import { createLocalMachine } from './drivers/local/machine.ts'
import { createLocalMailSpool } from './drivers/local/mail-spool.ts'
import { rotatePhpLogs } from './drivers/local/php-logs.ts'
import { createLocalShardHost } from './drivers/local/shard-host.ts'
import { openShardServers } from './drivers/local/shard-servers.ts'
import { createLocalSiteHost } from './drivers/local/site-host.ts'
import { createSupervisor } from './drivers/local/supervisor.ts'
import { installedWordPressVersion } from './drivers/local/wordpress-files.ts'
import { createEngine, type DurableEngine, engineMigrations } from './engine/index.ts'
import { hostnameMigrations } from './hostnames/index.ts'
import { isAnswering, isConnectionLoss, migrate, openDatabase } from './kernel/database.ts'
import { deriveKey, ensureMasterKey } from './kernel/keys.ts'
import { createLog, type Log } from './kernel/log.ts'
import { type Reconciler, runReconcilers } from './kernel/reconciler.ts'
import { retry } from './kernel/retry.ts'
import { createSeal } from './kernel/seal.ts'
import * as mail from './mail/index.ts'
import { operationHandlers } from './operations/index.ts'
import { createUpkeep, platformHandlers } from './platform-status/index.ts'
import * as shards from './shards/index.ts'
import * as sites from './sites/index.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}
const LOG_LIMITS = { sizeBytesMax: 10 * 1024 * 1024, filesMax: 3 }

const config = readConfig()
const log = createLog(config.logLevel)
const running = await start(config, log).catch((error: unknown) => {
  log.fatal({ err: error }, 'the control plane cannot start')
  process.exit(1)
})
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.once(name, () => {
    log.info(`${name}: ending`)
    running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
}

function readConfig(): Config {
  try {
    return loadConfig(process.env)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}

/** Puts everything together and answers once both sockets are open. */
async function start(config: Config, log: Log) {
  const disposables = new AsyncDisposableStack()
  const core = await openCore(config, log, disposables)
  const cloud = await openLocalCloud(config, core, disposables)
  const { engine, services } = openEngine(config, log, core, cloud)
  await engine.launch()
  disposables.defer(() => engine.stop())
  const reconcilers = runReconcilers(
    composeReconcilers(config, log, core, cloud, services, engine, (...call) => actions.call(...call)),
    core.database,
    log,
  )
  disposables.use(reconcilers)
  disposables.defer(cloud.mailSpool.watch(() => reconcilers.nudge('collect-mail')))
  const slotTaken = () => {
    reconcilers.nudge('slot-warmer')
    reconcilers.nudge('shard-capacity')
  }
  const bulkArrived = () => reconcilers.nudge('bulk-runner')
  const handlers = composeHandlers(config, core, cloud, services, engine, slotTaken, bulkArrived)
  const accounts = createAccounts({
    database: core.database,
    secret: deriveKey(core.masterKey, 'session cookies').toString('base64url'),
    consoleUrl: cloud.consoleUrl,
    clock: Date.now,
    log,
    countSites: () => sites.countSitesByAccount(core.directory),
  })
  const actions = createActions({
    ...core,
    handlers: [...handlers, ...accounts.handlers],
    log,
    clock: Date.now,
  })
  const assistant = createAssistant({
    ...core,
    actions,
    log,
    clock: Date.now,
    model: config.model,
    publicFacts: { domain: config.domain, consoleUrl: cloud.consoleUrl, version },
  })

  const door = (machine: boolean) =>
    createHttpApp({
      actions,
      accounts,
      chat: chatRoutes(assistant),
      log,
      version,
      machine,
      hosts: [`aipress.${config.domain}`, config.domain, '127.0.0.1', '[::1]'],
      isHealthy: () => isAnswering(core.database),
    })
  const { machineSocket, controlPlaneSocket } = cloud.layout
  disposables.use(await listenOnSocket({ fetch: door(true).fetch, path: machineSocket, mode: 0o600 }))
  const edgeSide = { path: controlPlaneSocket, mode: 0o660, group: 'www-data' }
  disposables.use(await listenOnSocket({ fetch: door(false).fetch, ...edgeSide }))
  log.info({ version, home: config.home }, 'the control plane is ready')
  return { close: () => disposables.disposeAsync() }
}

type Core = Awaited<ReturnType<typeof openCore>>
type Cloud = Awaited<ReturnType<typeof openLocalCloud>>

/** PostgreSQL may be starting at the same moment; half a minute is enough for it to recover from a crash. */
async function openCore(config: Config, log: Log, disposables: AsyncDisposableStack) {
  const layout = layoutOf(config.home)
  const masterKey = await ensureMasterKey(layout.sealKey)
  const urlOf = (name: string) => `postgresql://aipress@/${name}?host=${layout.postgres.run}`
  const { database, pool } = disposables.use(openDatabase(urlOf('aipress')))
  // Connections of its own: whoever holds one of the engine's may wait for one of these, never the reverse.
  const { database: directory } = disposables.use(openDatabase(urlOf('aipress'), { bigintAsNumber: true }))
  const migrations = {
    ...engineMigrations,
    ...accountsMigrations,
    ...actionsMigrations,
    ...auditMigrations,
    ...directories.directoryMigrations,
    ...shards.shardMigrations,
    ...hostnameMigrations,
    ...sites.siteMigrations,
    ...bulk.bulkMigrations,
    ...assistantMigrations,
    ...mail.mailMigrations,
  }
  await retry(
    () => migrate(database, migrations),
    (error) => {
      log.warn({ err: error }, 'PostgreSQL does not answer yet')
      return isConnectionLoss(error)
    },
    { attempts: 15, firstDelayMs: 100, delayMsMax: 3_000 },
  )
  const snapshot = disposables.use(
    await directories.openSnapshot({
      directory,
      log,
      load: (siteIds, afterId) => sites.loadSnapshotSites(directory, siteIds, afterId),
    }),
  )
  return {
    database,
    pool,
    directory,
    snapshot,
    masterKey,
    seal: createSeal(deriveKey(masterKey, 'secrets')),
    dbosUrl: urlOf('aipress_dbos'),
  }
}

async function openLocalCloud(config: Config, core: Core, disposables: AsyncDisposableStack) {
  const layout = layoutOf(config.home)
  const supervisor = createSupervisor(layout)
  const servers = disposables.use(openShardServers(layout))
  const wordpressVersion = await installedWordPressVersion(layout)
  const deps = { layout, supervisor, servers, wordpressVersion }
  const edge = createLocalEdge(layout, { statusOf: supervisor.status })
  return {
    layout,
    wordpressVersion,
    edge,
    shardHost: createLocalShardHost(deps),
    siteHost: createLocalSiteHost(deps),
    mailSpool: createLocalMailSpool(layout),
    machine: createLocalMachine({ layout, supervisor, edge }),
    shardStore: shards.createShardStore({
      directory: core.directory,
      seal: core.seal,
      controlGroup: 1,
      idOf: shardIdOf,
    }),
    consoleUrl: urlOfHostname(config, `aipress.${config.domain}`),
  }
}

function openEngine(config: Config, log: Log, core: Core, cloud: Cloud) {
  const services: sites.SiteServices & shards.ShardServices = {
    shardHost: cloud.shardHost,
    directory: core.directory,
    shards: cloud.shardStore,
    host: cloud.siteHost,
    edge: cloud.edge,
    urlOf: (hostname) => urlOfHostname(config, hostname),
    async forgetSite(siteId) {
      await mail.forgetMailOf(core.database, siteId)
      await removeSiteLogs(cloud.layout, siteId)
    },
  }
  const engine = createEngine({
    ...core,
    workflows: [
      sites.createSiteWorkflow,
      sites.setSiteStateWorkflow,
      sites.changeAddressWorkflow,
      sites.changeTierWorkflow,
      sites.purgeSiteWorkflow,
      sites.moveSiteWorkflow,
      shards.createShardWorkflow,
      shards.retireShardWorkflow,
    ],
    services,
    executor: config.process,
    stepTimeoutSeconds: config.engine.stepTimeoutSeconds,
    faultsFile: config.engine.faultsForTestsOnly,
    log,
    onReplaced: () => process.kill(process.pid, 'SIGTERM'),
  })
  return { engine, services }
}

function composeHandlers(
  config: Config,
  core: Core,
  cloud: Cloud,
  services: sites.SiteServices,
  engine: DurableEngine,
  slotTaken: () => void,
  bulkArrived: () => void,
) {
  const { database, directory, snapshot } = core
  const names = { namesOf: (ids: readonly string[]) => accountNames(database, ids) }
  const finder = sites.createSiteFinder(directory, engine, names, services.urlOf)
  const operations = {
    services,
    engine,
    finder,
    owners: {
      resolve: (account: string) => findAccount(database, account),
      emailOf: (caller: Parameters<typeof emailOf>[1]) =>
        emailOf(database, caller, `admin@aipress.${config.domain}`),
    },
    clock: Date.now,
    domain: config.domain,
    deleteGraceHours: config.deleteGraceHours,
    machine: cloud.machine,
    slotTaken,
  }
  const shardOperations = {
    directory,
    shards: cloud.shardStore,
    engine,
    machine: cloud.machine,
    plan: config.shards,
  }
  return [
    ...sites.siteHandlers({ services, finder, clock: Date.now }),
    ...sites.siteOperationHandlers(operations),
    ...sites.addressHandlers(operations),
    ...sites.moveHandlers(operations),
    ...sites.labelHandlers(directory, finder),
    ...directories.directoryHandlers(snapshot),
    ...operationHandlers(engine, finder),
    ...shards.shardHandlers({
      directory,
      host: cloud.shardHost,
      controlGroup: cloud.shardStore.controlGroup,
    }),
    ...shards.shardOperationHandlers(shardOperations),
    ...bulk.bulkHandlers({ directory, finder, workArrived: bulkArrived }),
    ...bulk.drainHandlers({ ...shardOperations, workArrived: bulkArrived }),
    ...mail.mailHandlers(database, finder),
    ...auditHandlers(core),
    ...platformHandlers({
      ...cloud,
      directory,
      engine,
      shards: cloud.shardStore,
      facts: {
        version,
        wordpressVersion: cloud.wordpressVersion,
        consoleUrl: cloud.consoleUrl,
        model: config.model.name === '' ? 'built-in' : config.model.name,
      },
    }),
  ]
}

function composeReconcilers(
  config: Config,
  log: Log,
  core: Core,
  cloud: Cloud,
  services: sites.SiteServices,
  engine: DurableEngine,
  call: Actions['call'],
): Reconciler[] {
  const { database, directory, snapshot } = core
  const { shardStore, shardHost, siteHost, mailSpool, layout, machine } = cloud
  const smtpUrl = config.smtpUrl
  const { controlGroup } = shardStore
  const siteNames = { nameOf: (siteId: string) => sites.findSite(directory, siteId) }
  return [
    shards.createShardCapacity({
      shards: shardStore,
      host: shardHost,
      machine,
      plan: config.shards,
      phpVersion: siteHost.versions.php,
      engine,
      clock: Date.now,
    }),
    shards.createShardHealth({ directory, shards: shardStore, host: shardHost, machine }),
    bulk.createBulkRunner({
      directory,
      call,
      callerOf: (principal, door) => callerOfPrincipal({ database, clock: Date.now }, principal, door),
      clock: Date.now,
    }),
    sites.createSlotRepair({
      directory,
      shards: shardStore,
      host: siteHost,
      engine,
      urlOf: services.urlOf,
      log,
    }),
    shards.createSlotWarmer({
      shards: shardStore,
      host: siteHost,
      machine,
      warmMax: config.shards.warmSlots,
      isBusy: async () => (await engine.summary()).running > 0,
    }),
    sites.createRoutesReconciler({ services, snapshot, controlGroup }),
    sites.createDeletedSitesReconciler({ directory, controlGroup, engine, clock: Date.now }),
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
    mail.createMailCollector({
      database,
      spool: mailSpool,
      shards: shardStore,
      sites: siteNames,
      relayed: smtpUrl !== undefined,
    }),
    ...(smtpUrl === undefined ? [] : [mail.createMailDelivery(database, smtpUrl, Date.now)]),
    createUpkeep(
      'upkeep',
      [
        { what: 'idempotency keys', run: () => purgeIdempotencyKeys(database, Date.now) },
        { what: 'audit lines', run: () => purgeAuditLines(database, Date.now()) },
        { what: 'directory changes', run: () => directories.forgetChanges(directory, Date.now()) },
        { what: 'shard events', run: () => shards.forgetShardEvents(directory, Date.now()) },
      ],
      3_600,
    ),
    createUpkeep(
      'logs',
      [
        { what: 'old logs', run: (signal) => rotateSiteLogs(layout, LOG_LIMITS, signal) },
        { what: 'grown PHP logs', run: (signal) => rotatePhpLogs(layout, signal) },
      ],
      60,
    ),
  ]
}
