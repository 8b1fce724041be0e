import type { PhpWishes, SiteState, Tier } from '@aipress/contract'
import type { Selectable } from 'kysely'
import { noteChange, noteChanges } from '../directory/index.ts'
import { type Connection, type Database, isUniqueViolation, sql, type Tx } from '../kernel/database.ts'
import { type Scope, within } from '../kernel/scope.ts'
import type { Place } from '../platform/place.ts'
import { phpColumns, phpWishesOf } from './php-columns.ts'
import type { SiteRecord } from './site.ts'
import { nameTaken } from './site-name-store.ts'
import type { SiteTable } from './site-tables.ts'

export type NewSite = Omit<
  SiteRecord,
  'epoch' | 'createdAt' | 'undeletableUntil' | 'stateBeforeDeletion' | 'pinned' | 'onHold' | 'php'
>

export interface SiteChange {
  state?: SiteState
  title?: string
  name?: string
  undeletableUntil?: Date | null
  stateBeforeDeletion?: SiteState | null
  toldUrl?: string
  tier?: Tier
  /** All that was asked for of PHP; what is left out was not. */
  php?: PhpWishes
  /** Where it lives from now on. */
  onHold?: boolean
  home?: { place: Place; region: string }
}

/**
 * With the hostnames by which it is found; the caller notes the change. Answers the record; undefined where the site is there already, from an
 * earlier try, and then changes nothing. Throws `site_name_taken`, and the transaction can do nothing more then.
 */
export async function insertSite(tx: Tx, site: InsertedSite): Promise<SiteRecord | undefined> {
  const inserted = await insertSites(tx, [site]).catch((error: unknown) => {
    throw isUniqueViolation(error) ? nameTaken(site.name) : error
  })
  return inserted[0]
}

type InsertedSite = NewSite & { hostnames?: readonly string[] }

/** The same for several. Answers the records of those that were not there already. */
export async function insertSites(tx: Tx, sites: readonly InsertedSite[]): Promise<SiteRecord[]> {
  const rows = await tx
    .insertInto('sites')
    .values(sites.map(toNewRow))
    .onConflict((conflict) => conflict.column('site_id').doNothing())
    .returningAll()
    .execute()
  return rows.map(toRecord)
}

function toNewRow(site: InsertedSite) {
  return {
    site_id: site.siteId,
    account_id: site.accountId,
    name: site.name,
    title: site.title,
    tier: site.tier,
    state: site.state,
    shard_id: site.place.shardId,
    slot: site.place.slot,
    control_group: site.controlGroup,
    region: site.region,
    search_text: searchText(site.name, site.title, site.hostnames ?? []),
    admin_email: site.adminEmail,
    created_at: new Date(),
    wordpress_version: site.wordpressVersion,
    php_version: site.phpVersion,
    undeletable_until: null,
    state_before_deletion: null,
    changed_by: null,
    told_url: site.toldUrl ?? null,
    ...phpColumns({}),
  }
}

function searchText(name: string, title: string, hostnames: readonly string[]): string {
  return [name, title, ...hostnames].join(' ').toLowerCase()
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
  const changed = await changeOnce(tx, siteId, operationId, change).catch((error: unknown) => {
    throw isUniqueViolation(error) ? nameTaken(String(change.name)) : error
  })
  if (changed !== undefined) await noteChange(tx, changed.control_group, siteId)
}

/** The same of several sites that get this state, each by its own operation. */
export async function setStates(
  tx: Tx,
  state: SiteState,
  changes: readonly { siteId: string; operationId: string }[],
): Promise<void> {
  const changed = await Promise.all(
    changes.map(async ({ siteId, operationId }) => {
      const row = await changeOnce(tx, siteId, operationId, { state })
      return row === undefined ? [] : [{ siteId, controlGroup: row.control_group }]
    }),
  )
  const byGroup = Map.groupBy(changed.flat(), ({ controlGroup }) => controlGroup)
  for (const [controlGroup, sites] of byGroup) {
    const siteIds = sites.map(({ siteId }) => siteId)
    await noteChanges(tx, controlGroup, siteIds)
  }
}

/** Undefined where the operation has done so before. */
function changeOnce(tx: Tx, siteId: string, operationId: string, change: SiteChange) {
  return applyChange(tx, siteId, change)
    .set({ changed_by: operationId })
    .where((eb) => eb.or([eb('changed_by', 'is', null), eb('changed_by', '!=', operationId)]))
    .returning('control_group')
    .executeTakeFirst()
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
    .returning('control_group')
    .executeTakeFirst()
  if (reverted !== undefined) await noteChange(tx, reverted.control_group, siteId)
  return reverted !== undefined
}

/** Called after the site's name, title or hostnames have changed, in the same transaction. */
export async function indexForSearch(
  tx: Tx,
  siteId: string,
  { name, title, hostnames }: { name: string; title: string; hostnames: readonly string[] },
): Promise<void> {
  await tx
    .updateTable('sites')
    .set({ search_text: searchText(name, title, hostnames) })
    .where('site_id', '=', siteId)
    .execute()
}

/** Whether requests wait: while the site moves. The epoch grows where that changes something. */
export async function setHold(tx: Tx, siteId: string, onHold: boolean): Promise<void> {
  const changed = await applyChange(tx, siteId, { onHold })
    .where('on_hold', '!=', onHold)
    .returning('control_group')
    .executeTakeFirst()
  if (changed !== undefined) await noteChange(tx, changed.control_group, siteId)
}

/** Where the site lives from now on. The epoch grows where that changes something. */
export async function setHome(tx: Tx, siteId: string, home: NonNullable<SiteChange['home']>): Promise<void> {
  const { shardId, slot } = home.place
  const changed = await applyChange(tx, siteId, { home })
    .where((eb) => eb.or([eb('shard_id', '!=', shardId), eb('slot', '!=', slot)]))
    .returning('control_group')
    .executeTakeFirst()
  if (changed !== undefined) await noteChange(tx, changed.control_group, siteId)
}

export interface HandOver {
  readonly siteId: string
  /** Where it lives. */
  readonly place: Place
  readonly from: number
  readonly to: number
}

/**
 * Whose operations work on the site from now on. Changes nothing where that is so, or where the site is another
 * group's or elsewhere by now: a process that was away may repeat what it did long ago.
 */
export async function handOver(tx: Tx, { siteId, place, from, to }: HandOver): Promise<void> {
  if (from === to) return
  const changed = await tx
    .updateTable('sites')
    .set({ control_group: to })
    .where('site_id', '=', siteId)
    .where('control_group', '=', from)
    .where('shard_id', '=', place.shardId)
    .where('slot', '=', place.slot)
    .executeTakeFirst()
  if (changed.numUpdatedRows > 0n) await noteChange(tx, to, siteId)
}

export async function setPinned(directory: Database, siteId: string, pinned: boolean): Promise<void> {
  await directory.updateTable('sites').set({ pinned }).where('site_id', '=', siteId).execute()
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
      ...(change.tier === undefined ? {} : { tier: change.tier }),
      ...(change.php === undefined ? {} : phpColumns(change.php)),
      ...(change.onHold === undefined ? {} : { on_hold: change.onHold }),
      ...(change.home === undefined
        ? {}
        : {
            shard_id: change.home.place.shardId,
            slot: change.home.place.slot,
            region: change.home.region,
          }),
      epoch: sql<number>`epoch + 1`,
    })
    .where('site_id', '=', siteId)
}

export async function removeSite(tx: Tx, siteId: string): Promise<void> {
  await tx.deleteFrom('site_labels').where('site_id', '=', siteId).execute()
  const removed = await tx
    .deleteFrom('sites')
    .where('site_id', '=', siteId)
    .returning('control_group')
    .executeTakeFirst()
  if (removed !== undefined) await noteChange(tx, removed.control_group, siteId)
}

/** A request claims name and place a moment before its operation is recorded; after this long there will be none. */
const CLAIMED_MS = 60_000

/** Deleted ones past their grace period and those being created; the latter are leftovers only where nothing works on them. */
export async function removableSites(
  database: Database,
  controlGroup: number,
  now: Date,
): Promise<SiteRecord[]> {
  const rows = await database
    .selectFrom('sites')
    .selectAll()
    .where('control_group', '=', controlGroup)
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'creating'), eb('created_at', '<', new Date(now.getTime() - CLAIMED_MS))]),
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
    .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  return {
    creating: 0,
    running: 0,
    suspended: 0,
    deleted: 0,
    ...Object.fromEntries(rows.map((row) => [row.state, Number(row.count)])),
  }
}

export async function countSitesByAccount(database: Database): Promise<Map<string, number>> {
  const rows = await database
    .selectFrom('sites')
    .select(['account_id', ({ fn }) => fn.countAll<number>().as('count')])
    .where('state', '!=', 'deleted')
    .groupBy('account_id')
    .execute()
  return new Map(rows.map((row) => [row.account_id, Number(row.count)]))
}

/** Memory for a page of rows, not for 5,000 sites at once. */
const PAGE = 500

/** The sites of a control group, a page at a time, by id. */
export async function* sitesOfGroup(
  directory: Database,
  controlGroup: number,
  afterId = '',
): AsyncIterable<SiteRecord[]> {
  for (let after: string | undefined = afterId; after !== undefined; ) {
    const rows = await directory
      .selectFrom('sites')
      .selectAll()
      .where('control_group', '=', controlGroup)
      .where('site_id', '>', after)
      .orderBy('site_id')
      .limit(PAGE)
      .execute()
    if (rows.length > 0) yield rows.map(toRecord)
    after = rows.length < PAGE ? undefined : rows.at(-1)?.site_id
  }
}

export async function findSites(directory: Database, siteIds: readonly string[]): Promise<SiteRecord[]> {
  if (siteIds.length === 0) return []
  return (await directory.selectFrom('sites').selectAll().where('site_id', 'in', siteIds).execute()).map(
    toRecord,
  )
}

/** What a person may have meant: by id, name, hostname, or a title that only one site has. */
export async function resolveSite(
  database: Database,
  text: string,
  scope: Scope | undefined,
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
    .orderBy(sql`case when site_id = ${text} or name = ${wanted} then 0 else 1 end`)
    .limit(20)
  if (scope !== undefined) query = query.where(within(scope, { account: 'account_id', site: 'site_id' }))
  const found = (await query.execute()).map(toRecord)
  const exact = found.filter((site) => site.siteId === text || site.name === wanted)
  return exact.length > 0 ? exact.slice(0, 1) : found
}

export function toRecord(row: Selectable<SiteTable>): SiteRecord {
  return {
    siteId: row.site_id,
    accountId: row.account_id,
    name: row.name,
    title: row.title,
    tier: row.tier,
    state: row.state,
    place: { shardId: row.shard_id, slot: Number(row.slot) },
    controlGroup: Number(row.control_group),
    region: row.region,
    pinned: row.pinned,
    onHold: row.on_hold,
    epoch: Number(row.epoch),
    adminEmail: row.admin_email,
    wordpressVersion: row.wordpress_version,
    phpVersion: row.php_version,
    toldUrl: row.told_url ?? undefined,
    php: phpWishesOf(row),
    createdAt: row.created_at,
    undeletableUntil: row.undeletable_until ?? undefined,
    stateBeforeDeletion: row.state_before_deletion ?? undefined,
  }
}
