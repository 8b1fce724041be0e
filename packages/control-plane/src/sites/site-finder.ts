import { AipressError, type Site } from '@aipress/contract'
import Fuse from 'fuse.js'
import type { Engine } from '../engine/engine.ts'
import { hostnamesOf } from '../hostnames/index.ts'
import { accountScope, type Caller } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
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

/** Finds the site that a caller means, among those they may see, and describes sites as the contract does. */
export interface SiteFinder {
  /** Throws `site_not_found`, naming the closest one. */
  find(text: string, caller: Caller): Promise<SiteRecord>
  describe(sites: readonly SiteRecord[]): Promise<Site[]>
  describeOne(site: SiteRecord): Promise<Site>
}

export function createSiteFinder(
  database: Database,
  engine: Engine,
  accounts: AccountNames,
  urlOf: UrlOf,
): SiteFinder {
  const describe = async (sites: readonly SiteRecord[]) => {
    const ids = sites.map((site) => site.siteId)
    const [hostnames, names, running, labels, shards] = await Promise.all([
      hostnamesOf(database, ids),
      accounts.namesOf([...new Set(sites.map((site) => site.accountId))]),
      engine.atWork(ids),
      labelsOf(database, ids),
      shardHealths(database, [...new Set(sites.map((site) => site.place.shardId))]),
    ])
    return sites.map((site) =>
      describeSite(
        site,
        hostnames.filter((row) => row.siteId === site.siteId),
        {
          accountName: names.get(site.accountId) ?? '',
          operationId: running.get(site.siteId)?.operationId,
          urlOf,
          labels: labels.get(site.siteId) ?? [],
          health: shards.get(site.place.shardId) ?? 'healthy',
        },
      ),
    )
  }
  return {
    find: (text, caller) => find(database, text, accountScope(caller)),
    describe,
    async describeOne(site) {
      const [described] = await describe([site])
      if (described === undefined) throw new Error('Describing one site answered none.')
      return described
    },
  }
}

async function find(database: Database, text: string, accountId: string | undefined): Promise<SiteRecord> {
  const found = await resolveSite(database, text, accountId)
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  if (only !== undefined) {
    throw new AipressError('site_not_found', `${found.length} sites are called "${text}".`, {
      hint: `Say which one by its name: ${found.map((site) => site.name).join(', ')}.`,
    })
  }
  throw new AipressError('site_not_found', `There is no site called "${text}".`, {
    hint: await suggest(database, text, accountId),
  })
}

async function suggest(database: Database, text: string, accountId: string | undefined): Promise<string> {
  const { items: sites } = await listSiteRecords(database, { accountId, limit: SUGGESTION_POOL_MAX })
  if (sites.length === 0) return 'There are no sites yet: create one with "aipress site create <title>".'
  const close = new Fuse(sites, { keys: ['name', 'title'], threshold: 0.5 }).search(text, { limit: 1 })[0]
    ?.item
  if (close !== undefined) return `Did you mean ${close.title} (${close.name})?`
  return 'See your sites with "aipress site list".'
}
