import { AipressError, type SiteHealth, type SiteSort, type SiteState, type Tier } from '@aipress/contract'
import type { Selectable, SelectQueryBuilder } from 'kysely'
import { type Database, sql, type Tables } from '../kernel/database.ts'
import { type Scope, within } from '../kernel/scope.ts'
import type { SiteRecord } from './site.ts'
import { toRecord } from './site-store.ts'

/** Lists of sites for people: any mix of filters, in any order, a page at a time, over 50,000 sites. */
export interface SiteFilter {
  /** Whose; all where undefined. */
  scope: Scope | undefined
  search?: string | undefined
  /** Deleted ones are left out unless asked for, by their state or with all others. */
  state?: SiteState | undefined
  withDeleted?: boolean | undefined
  shardId?: string | undefined
  region?: string | undefined
  tier?: Tier | undefined
  wordpress?: string | undefined
  health?: SiteHealth | undefined
  label?: string | undefined
}

export interface SiteQuery extends SiteFilter {
  sort?: SiteSort | undefined
  descending?: boolean | undefined
  limit: number
  /** `nextCursor` of the page before. */
  cursor?: string | undefined
}

const COLUMNS_OF_SCOPE = { account: 'sites.account_id', site: 'sites.site_id' }

const COLUMN = { name: 'name', title: 'title', created: 'created_at', shard: 'shard_id' } as const

export async function listSiteRecords(
  directory: Database,
  query: SiteQuery,
): Promise<{ items: SiteRecord[]; nextCursor?: string }> {
  const column = COLUMN[query.sort ?? 'name']
  const direction = query.descending ? 'desc' : 'asc'
  const after = query.cursor === undefined ? undefined : positionOf(query.cursor, column)
  let rows = filtered(directory, query)
    .selectAll('sites')
    .orderBy(`sites.${column}`, direction)
    .orderBy('sites.site_id', direction)
    .limit(query.limit + 1)
  if (after !== undefined) {
    const beyond = query.descending ? '<' : '>'
    rows = rows.where((eb) =>
      eb.or([
        eb(`sites.${column}`, beyond, after.value as string),
        eb.and([
          eb(`sites.${column}`, '=', after.value as string),
          eb('sites.site_id', beyond, after.siteId),
        ]),
      ]),
    )
  }
  const found = await rows.execute()
  const page = found.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map(toRecord),
    ...(found.length > page.length && last ? { nextCursor: cursorOf(last, column) } : {}),
  }
}

/** Of a control group, gold sites that share their servers and may be moved. `limit` of them at most. */
export async function sharingGoldSites(
  directory: Database,
  controlGroup: number,
  limit: number,
): Promise<SiteRecord[]> {
  const rows = await directory
    .selectFrom('sites')
    .innerJoin('shards', 'shards.shard_id', 'sites.shard_id')
    .selectAll('sites')
    .where('sites.control_group', '=', controlGroup)
    .where('sites.tier', '=', 'gold')
    .where('sites.state', 'in', ['running', 'suspended'])
    .where('sites.pinned', '=', false)
    .where('shards.tiers', '!=', 'gold')
    .orderBy('sites.site_id')
    .limit(limit)
    .execute()
  return rows.map(toRecord)
}

export async function countSiteRecords(directory: Database, filter: SiteFilter): Promise<number> {
  const row = await filtered(directory, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

function filtered(
  directory: Database,
  filter: SiteFilter,
  // biome-ignore lint/complexity/noBannedTypes: Kysely's own word for "nothing selected yet"
): SelectQueryBuilder<Tables, 'sites', {}> {
  let query = directory.selectFrom('sites')
  if (filter.state !== undefined) query = query.where('sites.state', '=', filter.state)
  else if (filter.withDeleted !== true) query = query.where('sites.state', '!=', 'deleted')
  if (filter.scope !== undefined) query = query.where(within(filter.scope, COLUMNS_OF_SCOPE))
  if (filter.shardId !== undefined) query = query.where('sites.shard_id', '=', filter.shardId)
  if (filter.region !== undefined) query = query.where('sites.region', '=', filter.region)
  if (filter.tier !== undefined) query = query.where('sites.tier', '=', filter.tier)
  if (filter.wordpress !== undefined) query = query.where('sites.wordpress_version', '=', filter.wordpress)
  if (filter.health !== undefined) {
    const ofHealth = directory.selectFrom('shards').select('shard_id').where('health', '=', filter.health)
    query = query.where('sites.shard_id', 'in', ofHealth)
  }
  if (filter.label !== undefined) {
    const labelled = directory.selectFrom('site_labels').select('site_id').where('label', '=', filter.label)
    query = query.where('sites.site_id', 'in', labelled)
  }
  const search = filter.search?.trim().toLowerCase() ?? ''
  if (search === '') return query
  return query.where(sql<boolean>`strpos(sites.search_text, ${search}) > 0`)
}

type Column = (typeof COLUMN)[keyof typeof COLUMN]

function cursorOf(row: Selectable<Tables['sites']>, column: Column): string {
  const value = row[column]
  const text = value instanceof Date ? value.toISOString() : value
  return Buffer.from(JSON.stringify([column, text, row.site_id])).toString('base64url')
}

function positionOf(cursor: string, column: Column): { value: string | Date; siteId: string } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(parsed) && parsed[0] === column && parsed.every((part) => typeof part === 'string')) {
      const [, value, siteId] = parsed as [string, string, string]
      return { value: column === 'created_at' ? new Date(value) : value, siteId }
    }
  } catch {
    // Told below, as any other that no list has answered.
  }
  throw new AipressError(
    'invalid_input',
    'The cursor is not one that this list, in this order, has answered.',
    {
      hint: 'Pass the nextCursor of the page before with the same sort, or leave it out to start again.',
    },
  )
}
