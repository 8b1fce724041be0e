import { createShard } from '@aipress/contract'
import { accessHandlers, forgetAccessToGone } from '../access/index.ts'
import {
  type Accounts,
  callerOfPrincipal,
  createAccounts,
  type PersonMail,
  PLATFORM_ACCOUNT_ID,
  purgeSigningIn,
} from '../accounts/index.ts'
import { type Actions, createActions, type Handler, purgeIdempotencyKeys } from '../actions/index.ts'
import { createAssistant } from '../assistant/index.ts'
import { type AuditHeads, createAuditHeadSigner, purgeAuditLines } from '../audit/index.ts'
import { bulkHandlers, createBulkRunner, drainHandlers } from '../bulk/index.ts'
import { type Config, urlOfHostname } from '../config.ts'
import { directoryHandlers, forgetChanges } from '../directory/index.ts'
import { chatRoutes } from '../doors/chat.ts'
import { createHttpApp } from '../doors/http.ts'
import { listenOnSocket } from '../doors/listen.ts'
import { isAnswering } from '../kernel/database.ts'
import { deriveKey } from '../kernel/keys.ts'
import { type Reconciler, runReconcilers } from '../kernel/reconciler.ts'
import { leavePlatformMail, PLATFORM_MAIL } from '../mail/index.ts'
import { createModels, forgetModelUsage, type Models, modelHandlers } from '../models/index.ts'
import { createUpkeep, type OperationCounts, platformHandlers } from '../platform-status/index.ts'
import { createPrograms, type Programs, purgeOldPrograms } from '../programs/index.ts'
import { forgetShardEvents, type ShardParts, shardHandlers } from '../shards/index.ts'
import * as sites from '../sites/index.ts'
import { forgetOldUsage, forgetUsageOfGone, usageHandlers } from '../usage/index.ts'
import { composeAudit, openAuditHeads } from './audit.ts'
import type { Cloud } from './cloud.ts'
import type { Core } from './core.ts'
import { limitsOfSites, tierLimits } from './usage.ts'

/** What the front needs of control groups, be they in this process or in others. */
export interface GroupsBehind {
  readonly work: sites.SitesAtWork
  readonly shardParts: ShardParts
  readonly counts: OperationCounts
  /** Of the actions that control groups answer. */
  handlers(finder: sites.SiteFinder): readonly Handler[]
}

/** Everything that people and programs meet: doors, accounts, the assistant, and what the directory can answer. */
export async function openFront(core: Core, cloud: Cloud, groups: GroupsBehind): Promise<void> {
  const { front, log, disposables } = core
  const finder = finderOf(core, groups)
  const accounts = createAccounts({
    database: front.database,
    secret: deriveKey(core.masterKey, 'session cookies').toString('base64url'),
    consoleUrl: cloud.consoleUrl,
    clock: Date.now,
    log,
    countSites: () => sites.countSitesByAccount(core.directory),
    sites: sites.tokenSites(core.directory, finder),
    oidc: core.config.oidc,
    seal: core.seal,
    mail: (mail) => mailPerson(core, mail),
  })
  const programs = openPrograms(core, cloud)
  const auditHeads = openAuditHeads(core)
  const call: Actions['call'] = (...asked) => actions.call(...asked)
  const workArrived = () => reconcilers.nudge('bulk-runner')
  const models = createModels({
    database: front.database,
    seal: core.seal,
    clock: Date.now,
    log,
    environment: core.config.model,
  })
  const parts = { groups, finder, call, workArrived, auditHeads, models, programs }
  const actions = createActions({
    database: front.database,
    seal: core.seal,
    handlers: [...frontHandlers(core, cloud, parts), ...accounts.handlers, ...programs.handlers],
    log,
    clock: Date.now,
  })
  const reconcilers = runReconcilers(
    frontReconcilers(core, cloud, parts),
    front.database,
    log,
    core.config.reconcilerHasteForTestsOnly,
  )
  disposables.use(reconcilers)
  await openDoors(core, cloud, { accounts, actions, models, programs })
}

const openPrograms = (core: Core, cloud: Cloud): Programs =>
  createPrograms({
    database: core.front.database,
    seal: core.seal,
    clock: Date.now,
    log: core.log,
    consoleUrls: [cloud.consoleUrl, ...otherAddresses(core.config, cloud.consoleUrl)],
    cookieKey: deriveKey(core.masterKey, 'oauth cookies').toString('base64url'),
  })

/** Of the whole platform. */
function finderOf(core: Core, groups: GroupsBehind): sites.SiteFinder {
  return sites.createSiteFinder({
    directory: core.directory,
    work: groups.work,
    accounts: core.accounts,
    limits: limitsOfSites(core),
    urlOf: (hostname) => urlOfHostname(core.config, hostname),
  })
}

interface FrontParts {
  readonly groups: GroupsBehind
  readonly finder: sites.SiteFinder
  /** Bulk work asks for each site as its starter would, by the same path as everybody. */
  readonly call: Actions['call']
  workArrived(): void
  readonly auditHeads: AuditHeads
  readonly models: Models
  readonly programs: Programs
}

/** Group 1 lives in this same database and delivers what waits in it. */
function mailPerson({ config, front }: Core, { to, ...mail }: PersonMail): Promise<void> {
  const from = `no-reply@aipress.${config.domain}`
  const left = {
    ...mail,
    ...PLATFORM_MAIL,
    accountId: PLATFORM_ACCOUNT_ID,
    from,
    to: [to],
    sentAt: new Date(),
  }
  return leavePlatformMail(front.database, left, config.smtpUrl !== undefined)
}

function frontHandlers(
  core: Core,
  cloud: Cloud,
  { groups, finder, call, workArrived, auditHeads, models }: FrontParts,
): Handler[] {
  const { config, directory, snapshot, front } = core
  return [
    ...groups.handlers(finder),
    ...sites.siteViewHandlers(directory, finder),
    ...sites.labelHandlers(directory, finder),
    ...accessHandlers({
      database: front.database,
      finder,
      clock: Date.now,
      consoleUrl: cloud.consoleUrl,
    }),
    ...directoryHandlers(snapshot),
    ...usageHandlers({ directory, finder, limitsOf: tierLimits(core), clock: Date.now }),
    ...shardHandlers(directory, groups.shardParts),
    ...bulkHandlers({ directory, finder, workArrived }),
    ...drainHandlers({
      directory,
      plan: config.shards,
      shardsMax: config.shards.countMax * config.groups,
      shardNumbersMax: cloud.shardNumbersMax,
      createShard: ({ region, key }, caller) =>
        call(createShard.name, { region }, caller, { idempotencyKey: key }),
      workArrived,
    }),
    ...composeAudit(core, auditHeads, finder),
    ...platformHandlers({
      directory,
      machine: cloud.machine,
      counts: groups.counts,
      shardParts: groups.shardParts,
      facts: {
        version: core.version,
        wordpressVersion: cloud.versions.wordpress,
        consoleUrl: cloud.consoleUrl,
      },
      modelName: models.name,
    }),
    ...modelHandlers({ models, database: front.database, clock: Date.now }),
  ]
}

function frontReconcilers(
  { front, directory }: Core,
  cloud: Cloud,
  { call, auditHeads, programs }: FrontParts,
): Reconciler[] {
  const { database } = front
  return [
    createBulkRunner({
      directory,
      call,
      callerOf: async (principal, door) =>
        (await programs.callerOfPrincipal(principal, door)) ??
        (await callerOfPrincipal({ database, clock: Date.now }, principal, door)),
      clock: Date.now,
    }),
    createUpkeep(
      'upkeep',
      [
        { what: 'idempotency keys', run: () => purgeIdempotencyKeys(database, Date.now) },
        { what: 'rows of programs that are gone', run: () => purgeOldPrograms(database, Date.now()) },
        { what: 'audit lines', run: () => purgeAuditLines(database, auditHeads, Date.now()) },
        { what: 'sessions and links that have expired', run: () => purgeSigningIn(database, Date.now()) },
        { what: 'directory changes', run: () => forgetChanges(directory, Date.now()) },
        { what: 'usage of language models', run: () => forgetModelUsage(database, Date.now()) },
        { what: 'shard events', run: () => forgetShardEvents(directory, Date.now()) },
        { what: 'access to sites that are gone', run: () => forgetAccessToGone(directory) },
        { what: 'rows of old usage', run: () => forgetOldUsage(directory, Date.now()) },
        { what: 'rows of usage of sites that are gone', run: () => forgetUsageOfGone(directory) },
      ],
      3_600,
    ),
    createAuditHeadSigner(database, auditHeads),
    createUpkeep('logs', cloud.upkeep, 60),
  ]
}

interface Doorkeepers {
  readonly accounts: Accounts
  readonly actions: Actions
  readonly models: Models
  readonly programs: Programs
}

async function openDoors(
  core: Core,
  cloud: Cloud,
  { accounts, actions, models, programs }: Doorkeepers,
): Promise<void> {
  const { config, front, log, version, disposables } = core
  const assistant = createAssistant({
    database: front.database,
    actions,
    log,
    clock: Date.now,
    models,
    approvalKey: deriveKey(core.masterKey, 'approvals'),
    publicFacts: { domain: config.domain, consoleUrl: cloud.consoleUrl, version },
  })
  const door = (machine: boolean) =>
    createHttpApp({
      actions,
      accounts,
      ...(machine ? {} : { programs }),
      chat: chatRoutes(assistant),
      log,
      version,
      machine,
      hosts: consoleHosts(config),
      isHealthy: () => isAnswering(front.database),
    })
  disposables.use(await listenOnSocket({ fetch: door(true).fetch, ...cloud.sockets.machine }))
  disposables.use(await listenOnSocket({ fetch: door(false).fetch, ...cloud.sockets.edge }))
}

const consoleHosts = ({ domain }: Config): [string, ...string[]] => [
  `aipress.${domain}`,
  domain,
  '127.0.0.1',
  '[::1]',
]

/** Programs that cannot find `aipress.localhost` are given another of the console's names. */
const otherAddresses = (config: Config, usual: string) =>
  consoleHosts(config)
    .map((host) => urlOfHostname(config, host))
    .filter((url) => url !== usual)
