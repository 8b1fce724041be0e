import { AipressError, type SiteState, type Tier } from '@aipress/contract'
import type { Generated } from 'kysely'
import {
  type Connection,
  type Database,
  isUniqueViolation,
  type Migration,
  sql,
  type Tx,
} from '../kernel/database.ts'
import type { SiteRecord } from './site.ts'

/**
 * The table of sites. Changes carry the id of the operation that makes them: the same operation may make
 * its change twice, and its undo takes back nothing that another operation has changed since.
 */
interface SiteTable {
  site_id: string
  account_id: string
  name: string
  title: string
  tier: Tier
  state: SiteState
  shard_id: string
  slot: number
  epoch: Generated<number>
  admin_email: string
  wordpress_version: string
  php_version: string
  created_at: Generated<Date>
  undeletable_until: Date | null
  state_before_deletion: SiteState | null
  changed_by: string | null
  told_url: string | null
}

declare module '../kernel/database.ts' {
  interface Tables {
    sites: SiteTable
  }
}

export const siteMigrations: Record<string, Migration> = {
  '050_sites': {
    async up(database) {
      await sql`create table sites (
        site_id text primary key, account_id text not null, name text not null unique, title text not null,
        tier text not null, state text not null, shard_id text not null, slot integer not null,
        epoch integer not null default 1, admin_email text not null, wordpress_version text not null,
        php_version text not null, created_at timestamptz not null default now(), undeletable_until timestamptz,
        state_before_deletion text, changed_by text)`.execute(database)
      await sql`create index sites_by_account on sites (account_id, name)`.execute(database)
    },
  },
  '051_sites_told_url': {
    async up(database) {
      await sql`alter table sites add column told_url text`.execute(database)
    },
  },
}

export type NewSite = Omit<SiteRecord, 'epoch' | 'createdAt' | 'undeletableUntil' | 'stateBeforeDeletion'>

export interface SiteChange {
  state?: SiteState
  title?: string
  name?: string
  undeletableUntil?: Date | null
  stateBeforeDeletion?: SiteState | null
  toldUrl?: string
}

/** Throws `site_name_taken`; the hint names a free one. */
export async function insertSite(tx: Tx, site: NewSite): Promise<void> {
  const inserted = await tx
    .insertInto('sites')
    .values({
      site_id: site.siteId,
      account_id: site.accountId,
      name: site.name,
      title: site.title,
      tier: site.tier,
      state: site.state,
      shard_id: site.place.shardId,
      slot: site.place.slot,
      admin_email: site.adminEmail,
      wordpress_version: site.wordpressVersion,
      php_version: site.phpVersion,
      undeletable_until: null,
      state_before_deletion: null,
      changed_by: null,
      told_url: site.toldUrl ?? null,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows === 0n) await refuseName(tx, site.name)
}

async function refuseName(connection: Connection, name: string): Promise<never> {
  const like = await connection
    .selectFrom('sites')
    .select('name')
    .where('name', 'like', `${name}%`)
    .limit(1_000)
    .execute()
  const names = new Set(like.map((row) => row.name))
  let number = 2
  while (names.has(`${name}-${number}`)) number += 1
  throw nameTaken(name, `${name}-${number}`)
}

export function nameTaken(name: string, free = `${name}-2`): AipressError {
  return new AipressError('site_name_taken', `A site named "${name}" already exists.`, {
    hint: `Choose another name, for example "${free}", with the option name. A deleted site holds its name until its grace period ends.`,
  })
}

/** For a name that no site has, though its address is a site's: one that was or is about to be called so. */
export function addressTaken(name: string) {
  return (error: unknown): never => {
    if (!(error instanceof AipressError) || error.code !== 'hostname_taken') throw error
    throw new AipressError('site_name_taken', `The address of "${name}" leads to another site.`, {
      hint: `Choose another name, for example "${name}-2", with the option name.`,
      cause: error,
    })
  }
}

export async function findSite(connection: Connection, siteId: string): Promise<SiteRecord | undefined> {
  const row = await connection
    .selectFrom('sites')
    .selectAll()
    .where('site_id', '=', siteId)
    .executeTakeFirst()
  return row && toRecord(row)
}

/**
 * Applies the change and lets the epoch grow, unless this operation has done so before. Throws
 * `site_name_taken` where the new name is another site's.
 */
export async function changeSite(
  tx: Tx,
  siteId: string,
  operationId: string,
  change: SiteChange,
): Promise<void> {
  try {
    await applyChange(tx, siteId, change)
      .set({ changed_by: operationId })
      .where((eb) => eb.or([eb('changed_by', 'is', null), eb('changed_by', '!=', operationId)]))
      .execute()
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(String(change.name)) : error
  }
}

/** Takes the operation's change back; does nothing where it never happened. Answers whether it did. */
export async function revertSite(
  tx: Tx,
  siteId: string,
  operationId: string,
  change: SiteChange,
): Promise<boolean> {
  const reverted = await applyChange(tx, siteId, change)
    .set({ changed_by: null })
    .where('changed_by', '=', operationId)
    .executeTakeFirst()
  return reverted.numUpdatedRows > 0n
}

function applyChange(tx: Tx, siteId: string, change: SiteChange) {
  return tx
    .updateTable('sites')
    .set({
      ...(change.state === undefined ? {} : { state: change.state }),
      ...(change.title === undefined ? {} : { title: change.title }),
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.undeletableUntil === undefined ? {} : { undeletable_until: change.undeletableUntil }),
      ...(change.stateBeforeDeletion === undefined
        ? {}
        : { state_before_deletion: change.stateBeforeDeletion }),
      ...(change.toldUrl === undefined ? {} : { told_url: change.toldUrl }),
      epoch: sql<number>`epoch + 1`,
    })
    .where('site_id', '=', siteId)
}

export async function removeSite(connection: Connection, siteId: string): Promise<void> {
  await connection.deleteFrom('sites').where('site_id', '=', siteId).execute()
}

export interface SiteFilter {
  accountId: string | undefined
  search?: string | undefined
  state?: SiteState | undefined
  limit: number
  /** The name to go on after. */
  after?: string | undefined
}

/** By name. Deleted sites are left out unless asked for. */
export async function listSiteRecords(database: Database, filter: SiteFilter): Promise<SiteRecord[]> {
  let query = database.selectFrom('sites').selectAll().orderBy('name').limit(filter.limit)
  if (filter.accountId !== undefined) query = query.where('account_id', '=', filter.accountId)
  if (filter.after !== undefined) query = query.where('name', '>', filter.after)
  query =
    filter.state === undefined
      ? query.where('state', '!=', 'deleted')
      : query.where('state', '=', filter.state)
  if (filter.search !== undefined && filter.search.trim() !== '') {
    const pattern = `%${filter.search.trim().replace(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) =>
      eb.or([
        eb('name', 'ilike', pattern),
        eb('title', 'ilike', pattern),
        eb('site_id', 'in', eb.selectFrom('hostnames').select('site_id').where('hostname', 'ilike', pattern)),
      ]),
    )
  }
  return (await query.execute()).map(toRecord)
}

/** Deleted ones past their grace period and those being created; the latter are leftovers only where nothing works on them. */
export async function removableSites(database: Database, now: Date): Promise<SiteRecord[]> {
  const rows = await database
    .selectFrom('sites')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('state', '=', 'creating'),
        eb.and([eb('state', '=', 'deleted'), eb('undeletable_until', '<=', now)]),
      ]),
    )
    .limit(100)
    .execute()
  return rows.map(toRecord)
}

export async function countSites(database: Database): Promise<Record<SiteState, number>> {
  const rows = await database
    .selectFrom('sites')
    .select(['state', sql<number>`count(*)::int`.as('count')])
    .groupBy('state')
    .execute()
  return {
    creating: 0,
    running: 0,
    suspended: 0,
    deleted: 0,
    ...Object.fromEntries(rows.map((row) => [row.state, row.count])),
  }
}

export async function countSitesByAccount(database: Database): Promise<Map<string, number>> {
  const rows = await database
    .selectFrom('sites')
    .select(['account_id', sql<number>`count(*)::int`.as('count')])
    .where('state', '!=', 'deleted')
    .groupBy('account_id')
    .execute()
  return new Map(rows.map((row) => [row.account_id, row.count]))
}

export async function allSites(database: Database): Promise<SiteRecord[]> {
  return (await database.selectFrom('sites').selectAll().execute()).map(toRecord)
}

/** What a person may have meant: by id, name, hostname, or a title that only one site has. */
export async function resolveSite(
  database: Database,
  text: string,
  accountId: string | undefined,
): Promise<SiteRecord[]> {
  const wanted = text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/:].*$/, '')
  let query = database
    .selectFrom('sites')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('site_id', '=', text),
        eb('name', '=', wanted),
        eb(sql`lower(title)`, '=', text.toLowerCase()),
        eb(
          'site_id',
          'in',
          eb
            .selectFrom('hostnames')
            .select('site_id')
            .where('hostname', '=', wanted)
            .where('kind', '!=', 'held'),
        ),
      ]),
    )
    // Those that are meant for sure come first, whatever number of sites share a title.
    .orderBy(sql`site_id = ${text} or name = ${wanted}`, 'desc')
    .limit(20)
  if (accountId !== undefined) query = query.where('account_id', '=', accountId)
  const found = (await query.execute()).map(toRecord)
  const exact = found.filter((site) => site.siteId === text || site.name === wanted)
  return exact.length > 0 ? exact.slice(0, 1) : found
}

function toRecord(
  row: Omit<SiteTable, 'epoch' | 'created_at'> & { epoch: number; created_at: Date },
): SiteRecord {
  return {
    siteId: row.site_id,
    accountId: row.account_id,
    name: row.name,
    title: row.title,
    tier: row.tier,
    state: row.state,
    place: { shardId: row.shard_id, slot: row.slot },
    epoch: row.epoch,
    adminEmail: row.admin_email,
    wordpressVersion: row.wordpress_version,
    phpVersion: row.php_version,
    toldUrl: row.told_url ?? undefined,
    createdAt: row.created_at,
    undeletableUntil: row.undeletable_until ?? undefined,
    stateBeforeDeletion: row.state_before_deletion ?? undefined,
  }
}

/** Nobody else changes the site until the transaction ends. */
export async function lockSite(tx: Tx, siteId: string): Promise<void> {
  await tx.selectFrom('sites').select('site_id').where('site_id', '=', siteId).forUpdate().execute()
}

export async function isNameTaken(connection: Connection, name: string): Promise<boolean> {
  const row = await connection
    .selectFrom('sites')
    .select('site_id')
    .where('name', '=', name)
    .executeTakeFirst()
  return row !== undefined
}
