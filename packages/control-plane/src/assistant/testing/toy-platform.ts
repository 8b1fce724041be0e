import {
  AipressError,
  addHostname,
  createSite,
  createToken,
  deleteSite,
  invitePerson,
  listHostnames,
  listMail,
  listPeople,
  listSites,
  listTokens,
  loginToSite,
  newId,
  type Operation,
  readSiteLogs,
  removeHostname,
  removePerson,
  renameSite,
  resumeSite,
  runWpCli,
  type Site,
  showMe,
  showSite,
  showStatus,
  siteNameFromTitle,
  suspendSite,
  TIERS,
  undeleteSite,
  watchOperation,
} from '@aipress/contract'
import type { TestPostgres } from '../../../../../test/harness/postgres.ts'
import { accountsMigrations } from '../../accounts/index.ts'
import { type Actions, actionsMigrations, createActions, type Handler, handle } from '../../actions/index.ts'
import { auditMigrations } from '../../audit/index.ts'
import type { Caller } from '../../kernel/caller.ts'
import { type Database, openDatabase } from '../../kernel/database.ts'
import { requireReal } from '../../kernel/dry-run.ts'
import { createLog } from '../../kernel/log.ts'
import { createSeal } from '../../kernel/seal.ts'
import { modelMigrations } from '../../models/index.ts'
import { assistantMigrations } from '../assistant-migrations.ts'

/** For tests of the assistant: real actions and database, and toy sites that exist in memory alone. */
export interface ToyPlatform extends AsyncDisposable {
  readonly actions: Actions
  readonly database: Database
  readonly sites: Site[]
  /** Every call that reached a handler: `sites.create {"title":…}`. */
  readonly calls: string[]
  /** What the sites' logs say. */
  readonly logLines: string[]
  /** What commands print, and the subjects of what was mailed. */
  readonly foreign: { stdout: string; subject: string }
  clock(): number
  later(seconds: number): void
}

export const ANNA: Caller = {
  principal: 'person:per_anna',
  displayName: 'anna@example.com',
  personId: 'per_anna',
  role: 'administrator',
  accountId: 'acc_1',
  readOnly: false,
  door: 'rest',
}
export const BEN: Caller = { ...ANNA, principal: 'person:per_ben', personId: 'per_ben', role: 'owner' }

export async function startToyPlatform(postgres: TestPostgres): Promise<ToyPlatform> {
  const migrations = {
    ...accountsMigrations,
    ...auditMigrations,
    ...actionsMigrations,
    ...assistantMigrations,
    ...modelMigrations,
  }
  const pool = openDatabase(await postgres.createDatabase(migrations))
  const { database } = pool
  let skippedMs = 0
  const clock = () => Date.now() + skippedMs
  const world: World = { sites: [], calls: [], logLines: ['GET / 200'], foreign: { stdout: '', subject: '' } }
  const handlers = [...siteHandlers(world), ...otherHandlers(world)].map((handler) =>
    recorded(handler, world.calls),
  )
  const seal = createSeal(Buffer.alloc(32, 1))
  const actions = createActions({ handlers, database, seal, log: createLog('silent'), clock })
  return {
    ...world,
    actions,
    database,
    clock,
    later: (seconds) => {
      skippedMs += seconds * 1000
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}

interface World {
  readonly sites: Site[]
  readonly calls: string[]
  readonly logLines: string[]
  readonly foreign: { stdout: string; subject: string }
}

function recorded(handler: Handler, calls: string[]): Handler {
  return {
    ...handler,
    handle(input, context) {
      const { effect, name } = handler.action
      if (effect !== 'reads') requireReal()
      if (effect !== 'reads' || name === 'sites.logs') calls.push(`${name} ${JSON.stringify(input)}`)
      return handler.handle(input, context)
    },
  }
}

function siteHandlers({ sites, logLines, foreign }: World): Handler[] {
  const find = (said: string) => {
    const site = sites.find((one) =>
      [one.name, one.siteId, ...one.hostnames.map((own) => own.hostname)].includes(said),
    )
    if (site !== undefined) return site
    throw new AipressError('site_not_found', `There is no site "${said}".`, { hint: 'See "list my sites".' })
  }
  const change = (said: string, values: Partial<Site>) => {
    const site = Object.assign(find(said), values)
    return { site, operation: operationOn(site, 'running') }
  }
  return [
    handle(createSite, async ({ title, tier, name = siteNameFromTitle(title) ?? 'site' }) => {
      if (sites.some((site) => site.name === name))
        throw new AipressError('site_name_taken', `The name "${name}" is taken.`, {
          hint: 'Choose another title.',
        })
      const site = toySite(name, title, tier)
      sites.push(site)
      const answer = {
        site: { ...site, state: 'creating' as const },
        operation: operationOn(site, 'running'),
      }
      return answer
    }),
    handle(listSites, async ({ search, state }) => {
      const items = sites.filter(
        (site) =>
          (state === undefined ? site.state !== 'deleted' : site.state === state) &&
          (search === undefined || site.title.toLowerCase().includes(search.toLowerCase())),
      )
      return { items, total: items.length }
    }),
    handle(showSite, async ({ site }) => find(site)),
    handle(renameSite, async ({ site, title }) =>
      change(site, { title, name: siteNameFromTitle(title) ?? 'site' }),
    ),
    handle(suspendSite, async ({ site }) => change(site, { state: 'suspended' })),
    handle(resumeSite, async ({ site }) => change(site, { state: 'running' })),
    handle(deleteSite, async ({ site }) =>
      change(site, { state: 'deleted', undeletableUntil: '2026-11-28T00:00:00Z' }),
    ),
    handle(undeleteSite, async ({ site }) => change(site, { state: 'running' })),
    handle(loginToSite, async ({ site }) => ({
      url: `${find(site).url}/?aipress-login=secret-link`,
      expiresAt: '2026-11-21T12:05:00Z',
      siteName: find(site).name,
    })),
    handle(runWpCli, async ({ args }) => ({
      exitCode: 0,
      stdout: foreign.stdout || `ran ${args.join(' ')}`,
      stderr: '',
    })),
    handle(readSiteLogs, async ({ site }) => ({
      siteName: find(site).name,
      lines: logLines.map((text) => ({ time: '2026-11-21T12:00:00Z', kind: 'access' as const, text })),
    })),
    handle(addHostname, async ({ site, hostname }) => {
      const url = `http://${hostname}`
      const primary = !hostname.startsWith('later.')
      const added = { hostname, primary, builtIn: false, url }
      const answer = change(site, {
        ...(primary ? { url } : {}),
        hostnames: [...find(site).hostnames, added],
      })
      return primary ? answer : { ...answer, notice: `DNS does not lead ${hostname} here yet.` }
    }),
    handle(removeHostname, async ({ site, hostname }) => {
      const kept = find(site).hostnames.filter((one) => one.hostname !== hostname)
      return change(site, { hostnames: kept, url: kept[0]?.url ?? '' })
    }),
    handle(listHostnames, async ({ site }) => ({ siteName: find(site).name, items: find(site).hostnames })),
    handle(watchOperation, async ({ operation }, { emit }) => {
      const running = { ...operationOn(undefined, 'running'), operationId: operation }
      emit(running)
      return { ...running, state: 'succeeded' as const }
    }),
  ]
}

function otherHandlers({ foreign }: World): Handler[] {
  return [
    handle(showMe, async (_input, { caller }) => ({
      displayName: caller.displayName,
      role: caller.role,
      accountId: caller.accountId,
      accountName: 'Platform',
      permissions: [],
      siteRoles: [],
    })),
    handle(listMail, async () => ({ items: foreign.subject === '' ? [] : [toyMail(foreign.subject)] })),
    handle(listPeople, async () => ({ items: [] })),
    handle(invitePerson, async ({ email, role = 'owner' }) => ({
      person: {
        personId: newId('person'),
        email,
        name: email,
        role,
        accountId: 'acc_2',
        accountName: email,
        active: false,
        createdAt: '2026-11-21T12:00:00Z',
      },
      url: 'http://aipress.localhost:8080/welcome?token=secret-link',
      expiresAt: '2026-11-28T12:00:00Z',
    })),
    handle(removePerson, async ({ person }) => ({ removed: person })),
    handle(createToken, async ({ name }) => ({
      token: {
        tokenId: newId('token'),
        name,
        start: 'aip_abc',
        readOnly: false,
        createdAt: '2026-11-21T12:00:00Z',
      },
      secret: 'aip_very_secret_value',
    })),
    handle(listTokens, async () => ({ items: [] })),
    handle(showStatus, async () => ({
      healthy: true,
      version: '0.1.0',
      wordpressVersion: '7.1.1',
      consoleUrl: 'http://aipress.localhost:8080',
      sites: { running: 1, suspended: 0, deleted: 0, creating: 0 },
      operations: { running: 0, failedLastDay: 0 },
      disk: { freeBytes: 12e9, totalBytes: 40e9 },
      parts: [{ name: 'edge', healthy: true }],
      incidents: [],
      model: 'built-in',
    })),
  ]
}

const toyMail = (subject: string) => ({
  mailId: newId('mail'),
  siteId: newId('site'),
  siteName: 'alpha',
  from: 'stranger@example.com',
  to: ['anna@example.com'],
  subject,
  sentAt: '2026-11-21T12:00:00Z',
  sizeBytes: 100,
  delivery: 'captured' as const,
})

function toySite(name: string, title: string, tier: keyof typeof TIERS): Site {
  const url = `http://${name}.localhost:8080`
  return {
    siteId: newId('site'),
    name,
    title,
    accountId: 'acc_1',
    accountName: 'Platform',
    state: 'running',
    tier,
    url,
    hostnames: [{ hostname: `${name}.localhost`, primary: true, builtIn: true, url }],
    shardId: 'shard-001',
    region: 'local',
    health: 'healthy',
    labels: [],
    pinned: false,
    wordpressVersion: '7.1.1',
    phpVersion: '8.2',
    costUsdPerMonth: TIERS[tier].priceUsdPerMonth,
    createdAt: '2026-11-21T12:00:00Z',
  }
}

function operationOn(site: Site | undefined, state: Operation['state']): Operation {
  return {
    operationId: newId('operation'),
    action: 'sites.create',
    title: site === undefined ? 'Work' : `Work on ${site.title}`,
    state,
    steps: [],
    requestedBy: 'anna@example.com',
    recoveries: 0,
    createdAt: '2026-11-21T12:00:00Z',
    ...(site === undefined ? {} : { siteId: site.siteId, siteName: site.name }),
  }
}
