import { AipressError, type NearLimit, type Site, type SiteHealth } from '@aipress/contract'
import Fuse from 'fuse.js'
import type { Engine } from '../engine/engine.ts'
import { hostnamesOf } from '../hostnames/index.ts'
import { asking, type Caller, notPermitted, scopeOf } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import type { Scope } from '../kernel/scope.ts'
import { shardHealths } from '../shards/index.ts'
import { describeSite, type SiteRecord, type UrlOf } from './site.ts'
import { labelsOf } from './site-labels.ts'
import { listSiteRecords } from './site-list.ts'
import { resolveSite } from './site-store.ts'

/** Suggestions are looked for among this many of the caller's sites. */
const SUGGESTION_POOL_MAX = 1_000

/** What sites need to know of accounts and people; `main.ts` hands in the accounts noun. */
export interface AccountNames {
  namesOf(accountIds: readonly string[]): Promise<Map<string, string>>
}

/**
 * What is at work on sites. Only their control groups know; those that do not answer are named, and what
 * they would have said is left out.
 */
export interface SitesAtWork {
  atWork(sites: readonly SiteRecord[]): Promise<{
    /** By site, the id of the operation. */
    operationIds: ReadonlyMap<string, string>
    missing: readonly string[]
  }>
}

/** What sites need to know of their usage; `compose/` hands in the usage noun. */
export interface SiteLimits {
  /** By site, the limits that it comes near or has passed; sites without any are left out. */
  nearLimitsOf(siteIds: readonly string[]): Promise<ReadonlyMap<string, NearLimit[]>>
}

/** Where the sites' only control group is this process. */
export function workOf(engine: Pick<Engine, 'atWork'>): SitesAtWork {
  return {
    async atWork(sites) {
      const running = await engine.atWork(sites.map((site) => site.siteId))
      const entries = [...running].map(([siteId, { operationId }]) => [siteId, operationId] as const)
      return { operationIds: new Map(entries), missing: [] }
    },
  }
}

/** Finds the site that a caller means, among those they may see, and describes sites as the contract does. */
export interface SiteFinder {
  /**
   * Throws `site_not_found`, naming the closest one; and `not_permitted` for one that the caller may see, but not do
   * to what they ask for.
   */
  find(text: string, caller: Caller): Promise<SiteRecord>
  describe(sites: readonly SiteRecord[]): Promise<Site[]>
  describeOne(site: SiteRecord): Promise<Site>
  /** A site that was recorded just now, of which all is known. */
  describeNew(
    site: SiteRecord,
    more: { operationId: string; health: SiteHealth; hostname: string },
  ): Promise<Site>
  /** With the control groups that did not say what is at work on their sites. */
  describeWithMissing(sites: readonly SiteRecord[]): Promise<{ items: Site[]; missing: readonly string[] }>
}

export interface SiteFinderDeps {
  readonly directory: Database
  readonly work: SitesAtWork
  readonly accounts: AccountNames
  readonly limits: SiteLimits
  readonly urlOf: UrlOf
  /** Sites of another group are not found but `site_moved`; every group's where left out. */
  readonly controlGroup?: number | undefined
}

export function createSiteFinder(deps: SiteFinderDeps): SiteFinder {
  const { directory: database, work, accounts, limits, urlOf, controlGroup } = deps
  const describeWithMissing = async (sites: readonly SiteRecord[]) => {
    const ids = sites.map((site) => site.siteId)
    const [hostnames, names, atWork, labels, shards, near] = await Promise.all([
      hostnamesOf(database, ids),
      accounts.namesOf([...new Set(sites.map((site) => site.accountId))]),
      work.atWork(sites),
      labelsOf(database, ids),
      shardHealths(database, [...new Set(sites.map((site) => site.place.shardId))]),
      limits.nearLimitsOf(ids),
    ])
    const items = sites.map((site) =>
      describeSite(
        site,
        hostnames.filter((row) => row.siteId === site.siteId),
        {
          accountName: names.get(site.accountId) ?? '',
          operationId: atWork.operationIds.get(site.siteId),
          urlOf,
          labels: labels.get(site.siteId) ?? [],
          health: shards.get(site.place.shardId) ?? 'healthy',
          nearLimits: near.get(site.siteId),
        },
      ),
    )
    return { items, missing: atWork.missing }
  }
  const describe = async (sites: readonly SiteRecord[]) => (await describeWithMissing(sites)).items
  return {
    async find(text, caller) {
      const site = await find(database, text, caller)
      if (controlGroup === undefined || site.controlGroup === controlGroup) return site
      throw new AipressError('site_moved', `${site.title} has just moved to another control group.`, {
        hint: 'Try again: the call then goes there.',
      })
    },
    describe,
    describeWithMissing,
    async describeNew(site, { hostname, ...known }) {
      const { siteId, accountId } = site
      const accountName = (await accounts.namesOf([accountId])).get(accountId) ?? ''
      const builtIn = { hostname, siteId, kind: 'built-in', primary: true } as const
      return describeSite(site, [builtIn], { ...known, accountName, urlOf, labels: [] })
    },
    async describeOne(site) {
      const [described] = await describe([site])
      if (described === undefined) throw new Error('Describing one site answered none.')
      return described
    },
  }
}

async function find(database: Database, text: string, caller: Caller): Promise<SiteRecord> {
  const scope = scopeOf(caller)
  const found = await resolveSite(database, text, scope)
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  if (only !== undefined) {
    throw new AipressError('site_not_found', `${found.length} sites are called "${text}".`, {
      hint: `Say which one by its name: ${found.map((site) => site.name).join(', ')}.`,
    })
  }
  await refuseVisible(database, text, caller)
  throw new AipressError('site_not_found', `There is no site called "${text}".`, {
    hint: await suggest(database, text, scope),
  })
}

/** Of a site that the caller sees, "there is none" would be no answer. */
async function refuseVisible(database: Database, text: string, caller: Caller): Promise<void> {
  if (caller.asks === undefined || caller.asks === 'sites:read') return
  const [seen, another] = await resolveSite(database, text, scopeOf(asking(caller, 'sites:read')))
  if (seen === undefined || another !== undefined) return
  const shared = caller.siteRoles?.find(({ siteId }) => siteId === seen.siteId)
  const role = seen.accountId === caller.accountId ? caller.role : (shared?.role ?? caller.role)
  throw notPermitted({ ...caller, role }, caller.asks, ` on ${seen.title}`)
}

async function suggest(database: Database, text: string, scope: Scope | undefined): Promise<string> {
  const { items: sites } = await listSiteRecords(database, { scope, limit: SUGGESTION_POOL_MAX })
  if (sites.length === 0) return 'There are no sites yet: create one with "aipress site create <title>".'
  const close = new Fuse(sites, { keys: ['name', 'title'], threshold: 0.5 }).search(text, { limit: 1 })[0]
    ?.item
  if (close !== undefined) return `Did you mean ${close.title} (${close.name})?`
  return 'See your sites with "aipress site list".'
}
