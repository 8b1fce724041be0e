import type { SiteAccess } from '@aipress/contract/access.ts'
import type { Account, Person, Token } from '@aipress/contract/accounts.ts'
import type { AuditLine } from '@aipress/contract/audit.ts'
import type { Bulk } from '@aipress/contract/bulk.ts'
import { AipressError, type ErrorCode } from '@aipress/contract/errors.ts'
import { newId } from '@aipress/contract/ids.ts'
import type { Mail } from '@aipress/contract/mail.ts'
import type { ModelSettings } from '@aipress/contract/models.ts'
import { isSettled, type Operation } from '@aipress/contract/operations.ts'
import type { Program } from '@aipress/contract/programs.ts'
import type { ShardDetails, ShardSummary } from '@aipress/contract/shards.ts'
import type { SignInRules } from '@aipress/contract/sign-in-rules.ts'
import type { Session } from '@aipress/contract/signing-in.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { TIERS, type Tier } from '@aipress/contract/tiers.ts'

/** How long a step takes here: long enough to be seen, short enough for tests. */
const STEP_MS = 350

/** How many sites are on it is counted when it is asked for; its parts are imagined then. */
export type DevShard = Omit<ShardDetails, 'sites' | 'parts'>

/** An imitation of the platform's state, in memory, for tests of the console and nothing else. */
export interface World {
  domain: string
  sites: Site[]
  shards: DevShard[]
  /** Control groups that do not answer. */
  missing: string[]
  bulks: Bulk[]
  operations: Operation[]
  mail: Mail[]
  accounts: Account[]
  people: Person[]
  tokens: Token[]
  /** Made on the machine itself. */
  machineTokens: Token[]
  /** By site. */
  shared: Map<string, SiteAccess[]>
  /** As whom the administrator acts. */
  acting?: { personId: string; until: string }
  /** Chosen on its page. */
  model?: ModelSettings
  sessions: Session[]
  signInRules: SignInRules
  programs: Program[]
  audit: AuditLine[]
  /** Verifying the audit log finds a line that was changed. */
  auditTampered: boolean
  /** How often each action fails before it answers again. */
  failures: Map<string, number>
  /** Every action but `me.show` is refused with this. */
  refusal?: ErrorCode
  /** Every action but `me.show` waits for this. */
  hold?: Promise<void>
  /** Called at each change of an operation. */
  watchers: Set<(operation: Operation) => void>
}

export function createWorld(domain: string): World {
  const account: Account = {
    accountId: newId('account'),
    name: 'Platform',
    sites: 0,
    people: 0,
    createdAt: ago(30 * 24 * 60),
  }
  return {
    domain,
    sites: [],
    shards: [makeShard({ number: 1, region: 'local', controlGroup: 1, state: 'healthy', reasons: [] })],
    missing: [],
    bulks: [],
    operations: [],
    mail: [],
    accounts: [account],
    people: [],
    tokens: [],
    machineTokens: [],
    shared: new Map(),
    sessions: [],
    signInRules: { secondFactor: 'optional', people: 2, without: 1 },
    programs: [],
    audit: [],
    auditTampered: false,
    failures: new Map(),
    watchers: new Set(),
  }
}

export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString()
}

export function findSite(world: World, ref: string): Site {
  const site = world.sites.find(
    (each) =>
      each.siteId === ref || each.name === ref || each.hostnames.some(({ hostname }) => hostname === ref),
  )
  if (site !== undefined) return site
  throw new AipressError('site_not_found', `There is no site "${ref}".`, {
    hint: 'See all sites under Sites.',
  })
}

type GivenShard = Pick<ShardSummary, 'region' | 'controlGroup' | 'state' | 'reasons'> & { number: number }

export function makeShard({ number, ...given }: GivenShard): DevShard {
  return {
    shardId: `shard-${String(number).padStart(3, '0')}`,
    ...given,
    tiers: ['bronze', 'silver', 'gold'],
    sitesTarget: 40,
    sitesMax: 50,
    warmSlots: given.state === 'healthy' ? 10 : 0,
    leftBehind: 0,
    history: [],
    createdAt: ago(60 * 24 * 30),
  }
}

export function makeSite(
  world: World,
  given: { title: string; name: string; tier?: Tier },
  at: 'first' | 'last' = 'first',
): Site {
  const hostname = `${given.name}.${world.domain.replace(/:\d+$/, '')}`
  const port = /:\d+$/.exec(world.domain)?.[0] ?? ''
  const tier = given.tier ?? 'bronze'
  const account = world.accounts[0]
  if (account === undefined) throw new Error('The world has no account.')
  const url = `http://${hostname}${port}`
  const site: Site = {
    siteId: newId('site'),
    name: given.name,
    title: given.title,
    accountId: account.accountId,
    accountName: account.name,
    state: 'running',
    tier,
    url,
    hostnames: [{ hostname, primary: true, builtIn: true, url }],
    shardId: 'shard-001',
    region: 'local',
    health: 'healthy',
    labels: [],
    pinned: false,
    wordpressVersion: '7.1.1',
    phpVersion: '8.2',
    costUsdPerMonth: TIERS[tier].priceUsdPerMonth,
    createdAt: new Date().toISOString(),
  }
  if (at === 'first') world.sites.unshift(site)
  else world.sites.push(site)
  return site
}

interface Work {
  action: string
  title: string
  steps: string[]
  site?: Site
  /** What is so once it has succeeded. */
  whenDone: () => void
}

/** Runs through its steps one after another, as the engine's operations appear to watchers. */
export function startOperation(world: World, { action, title, steps, site, whenDone }: Work): Operation {
  const operation: Operation = {
    operationId: newId('operation'),
    action,
    title,
    state: 'running',
    ...(site === undefined ? {} : { siteId: site.siteId, siteName: site.name }),
    steps: steps.map((step) => ({
      name: step.toLowerCase().replaceAll(' ', '-'),
      title: step,
      state: 'waiting',
    })),
    requestedBy: 'anna@example.com',
    recoveries: 0,
    createdAt: new Date().toISOString(),
    startedAt: new Date().toISOString(),
  }
  world.operations.unshift(operation)
  if (site !== undefined) site.operationId = operation.operationId
  void run(world, operation).then(() => {
    if (site !== undefined) delete site.operationId
    if (operation.state === 'succeeded') whenDone()
    tell(world, operation)
  })
  return operation
}

async function run(world: World, operation: Operation): Promise<void> {
  for (const step of operation.steps) {
    step.state = 'running'
    step.startedAt = new Date().toISOString()
    tell(world, operation)
    await new Promise((resolve) => setTimeout(resolve, STEP_MS))
    if (operation.state === 'undoing') return undo(operation)
    step.state = 'done'
    step.finishedAt = new Date().toISOString()
  }
  operation.state = 'succeeded'
  operation.finishedAt = new Date().toISOString()
}

function undo(operation: Operation): void {
  for (const step of operation.steps) if (step.state !== 'waiting') step.state = 'undone'
  operation.state = 'undone'
  operation.finishedAt = new Date().toISOString()
  operation.error = { code: 'operation_cancelled', message: 'It was cancelled by anna@example.com.' }
}

function tell(world: World, operation: Operation): void {
  for (const watcher of world.watchers) watcher(structuredClone(operation))
}

export async function settled(
  world: World,
  operation: Operation,
  onChange: (now: Operation) => void,
): Promise<void> {
  if (isSettled(operation.state)) return
  await new Promise<void>((resolve) => {
    const watcher = (now: Operation) => {
      if (now.operationId !== operation.operationId) return
      onChange(now)
      if (!isSettled(now.state)) return
      world.watchers.delete(watcher)
      resolve()
    }
    world.watchers.add(watcher)
  })
}
