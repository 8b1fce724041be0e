import { AipressError } from '@aipress/contract'
import type { Generated } from 'kysely'
import { type Connection, type Migration, sql, type Tx } from '../kernel/database.ts'
import { isDryRun } from '../kernel/dry-run.ts'

/**
 * Hostname → site. `built-in`: made from the site's name. `custom`: the owner's. `former`: a built-in one
 * from before a rename; it goes on redirecting. `held`: claimed by a rename that is not done yet.
 * The primary key makes two sites on one hostname impossible.
 */
export type HostnameKind = 'built-in' | 'custom' | 'former' | 'held'

export interface SiteHostnameRow {
  hostname: string
  siteId: string
  kind: HostnameKind
  primary: boolean
}

interface HostnameTable {
  hostname: string
  site_id: string
  kind: HostnameKind
  is_primary: boolean
  created_at: Generated<Date>
}

declare module '../kernel/database.ts' {
  interface Tables {
    hostnames: HostnameTable
  }
}

export const hostnameMigrations: Record<string, Migration> = {
  '045_hostnames': {
    async up(database) {
      await sql`create table hostnames (
        hostname text primary key, site_id text not null, kind text not null,
        is_primary boolean not null, created_at timestamptz not null default now())`.execute(database)
      await sql`create index hostnames_by_site on hostnames (site_id)`.execute(database)
    },
  },
  '046_hostnames_held': {
    async up(database) {
      await sql`create index hostnames_by_kind on hostnames (kind, created_at)`.execute(database)
    },
  },
}

/** Throws `hostname_taken` where another site has it; succeeds where this site does. */
export async function claimHostname(tx: Tx, row: SiteHostnameRow): Promise<void> {
  if (isDryRun()) {
    const there = tx.selectFrom('hostnames').select('site_id').where('hostname', '=', row.hostname)
    const owner = (await there.executeTakeFirst())?.site_id
    if (owner !== undefined && owner !== row.siteId) throw taken(row.hostname)
  }
  const values = { kind: row.kind, is_primary: row.primary }
  const claimed = await tx
    .insertInto('hostnames')
    .values({ hostname: row.hostname, site_id: row.siteId, ...values })
    .onConflict((conflict) => conflict.column('hostname').doNothing())
    .executeTakeFirst()
  if (claimed.numInsertedOrUpdatedRows === 1n) return
  const own = await tx
    .updateTable('hostnames')
    .set(values)
    .where('hostname', '=', row.hostname)
    .where('site_id', '=', row.siteId)
    .executeTakeFirst()
  if (own.numUpdatedRows === 0n) throw taken(row.hostname)
}

/** Throws `hostname_taken` where any site has one of them, be it this one. */
export async function claimFreeHostnames(tx: Tx, rows: readonly SiteHostnameRow[]): Promise<void> {
  const claimed = await tx
    .insertInto('hostnames')
    .values(
      rows.map(({ hostname, siteId, kind, primary }) => ({
        hostname,
        site_id: siteId,
        kind,
        is_primary: primary,
      })),
    )
    .onConflict((conflict) => conflict.column('hostname').doNothing())
    .returning('hostname')
    .execute()
  const mine = new Set(claimed.map((row) => row.hostname))
  const lost = rows.find(({ hostname }) => !mine.has(hostname))
  if (lost !== undefined) throw taken(lost.hostname)
}

export async function findHostname(
  connection: Connection,
  hostname: string,
): Promise<SiteHostnameRow | undefined> {
  const row = await connection
    .selectFrom('hostnames')
    .selectAll()
    .where('hostname', '=', hostname)
    .executeTakeFirst()
  return row && toRow(row)
}

/** The primary one first, then the built-in one, then by name. Former and held ones are included. */
export async function hostnamesOf(
  connection: Connection,
  siteIds: readonly string[],
): Promise<SiteHostnameRow[]> {
  if (siteIds.length === 0) return []
  const rows = await connection
    .selectFrom('hostnames')
    .selectAll()
    .where('site_id', 'in', siteIds)
    .orderBy('is_primary', 'desc')
    .orderBy('kind')
    .orderBy('hostname')
    .execute()
  return rows.map(toRow)
}

/**
 * Exactly these become the site's hostnames; the others of the site are let go, except those that a request
 * still waiting its turn holds.
 */
export async function setHostnames(tx: Tx, siteId: string, rows: readonly SiteHostnameRow[]): Promise<void> {
  await tx.deleteFrom('hostnames').where('site_id', '=', siteId).where('kind', '!=', 'held').execute()
  for (const row of rows) await claimHostname(tx, row)
}

/** Lets go what a request held and its operation did not come to use. */
export async function releaseHeld(
  connection: Connection,
  siteId: string,
  hostnames: readonly string[],
): Promise<void> {
  if (hostnames.length === 0) return
  await connection
    .deleteFrom('hostnames')
    .where('site_id', '=', siteId)
    .where('kind', '=', 'held')
    .where('hostname', 'in', hostnames)
    .execute()
}

const HELD_MAX = 100

/** Held since before then: whoever still means to use one has an operation at work. 100 at most. */
export async function heldHostnames(connection: Connection, before: Date): Promise<SiteHostnameRow[]> {
  const rows = await connection
    .selectFrom('hostnames')
    .selectAll()
    .where('kind', '=', 'held')
    .where('created_at', '<', before)
    .orderBy('created_at')
    .limit(HELD_MAX)
    .execute()
  return rows.map(toRow)
}

export async function removeHostnames(connection: Connection, siteId: string): Promise<void> {
  await connection.deleteFrom('hostnames').where('site_id', '=', siteId).execute()
}

function taken(hostname: string): AipressError {
  return new AipressError('hostname_taken', `${hostname} already leads to another site.`, {
    hint: 'Remove it from that site first, or choose another hostname.',
  })
}

function toRow(row: {
  hostname: string
  site_id: string
  kind: HostnameKind
  is_primary: boolean
}): SiteHostnameRow {
  return { hostname: row.hostname, siteId: row.site_id, kind: row.kind, primary: row.is_primary }
}
