import type { BulkState, Door } from '@aipress/contract'
import type { Insertable, Selectable } from 'kysely'
import type { Database } from '../kernel/database.ts'
import type { BulkItemTable, BulkTable, ItemState } from './bulk-tables.ts'
import type { Change } from './change.ts'
import type { Picked } from './survey.ts'

export interface BulkRecord {
  readonly bulkId: string
  readonly state: BulkState
  readonly atOnce: number
  readonly change: Change
  readonly principal: string
  readonly door: Door
}

export interface NewBulk extends Omit<BulkRecord, 'state'> {
  readonly title: string
  readonly requestedBy: string
  readonly drains?: string | undefined
  readonly picked: readonly Picked[]
  /** Told, and not touched. */
  readonly passedOver?: ReadonlyMap<string, readonly Picked[]>
}

export interface BulkItem {
  readonly seq: number
  readonly siteId: string
  readonly state: ItemState
  readonly operationId: string | undefined
  readonly attempts: number
}

/** Spanner takes 950 values in a statement, and 80,000 changes in a transaction: so each of these is one. */
const ITEMS_PER_INSERT = 100

/** The items first: until the work itself is recorded nobody touches them, and a second try begins anew. */
export async function insertBulk(directory: Database, bulk: NewBulk): Promise<void> {
  const waiting = bulk.picked.map((one) => ({ ...one, state: 'waiting' as const, message: null }))
  const skipped = [...(bulk.passedOver ?? [])].flatMap(([message, sites]) =>
    sites.map((one) => ({ ...one, state: 'skipped' as const, message })),
  )
  const items: Insertable<BulkItemTable>[] = [...waiting, ...skipped].map((one, seq) => ({
    bulk_id: bulk.bulkId,
    seq,
    site_id: one.siteId,
    site_name: one.name,
    state: one.state,
    message: one.message,
  }))
  await directory.deleteFrom('bulk_items').where('bulk_id', '=', bulk.bulkId).execute()
  for (let at = 0; at < items.length; at += ITEMS_PER_INSERT) {
    await directory
      .insertInto('bulk_items')
      .values(items.slice(at, at + ITEMS_PER_INSERT))
      .execute()
  }
  await directory
    .insertInto('bulks')
    .values({
      bulk_id: bulk.bulkId,
      kind: bulk.change.kind,
      title: bulk.title,
      state: 'running',
      at_once: bulk.atOnce,
      change: JSON.stringify(bulk.change),
      principal: bulk.principal,
      door: bulk.door,
      requested_by: bulk.requestedBy,
      drains: bulk.drains ?? null,
      finished_at: null,
    })
    .execute()
}

/** Works that have something to do: running ones, and stopped ones of which a site is still under way. */
export async function bulksAtWork(directory: Database, limit: number): Promise<BulkRecord[]> {
  const underWay = directory.selectFrom('bulk_items').select('bulk_id').where('state', '=', 'running')
  const rows = await directory
    .selectFrom('bulks')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('state', '=', 'running'),
        eb.and([eb('state', '=', 'stopped'), eb('bulk_id', 'in', underWay)]),
      ]),
    )
    .orderBy('created_at')
    .limit(limit)
    .execute()
  return rows.map(toRecord)
}

export async function findBulk(directory: Database, bulkId: string): Promise<BulkRecord | undefined> {
  const row = await directory.selectFrom('bulks').selectAll().where('bulk_id', '=', bulkId).executeTakeFirst()
  return row && toRecord(row)
}

/** Changes the state where it is `from`; answers whether it was. */
export async function turnBulk(
  directory: Database,
  bulkId: string,
  from: BulkState,
  to: BulkState,
): Promise<boolean> {
  const turned = await directory
    .updateTable('bulks')
    .set({ state: to, finished_at: to === 'done' ? new Date() : null })
    .where('bulk_id', '=', bulkId)
    .where('state', '=', from)
    .executeTakeFirst()
  return turned.numUpdatedRows > 0n
}

/** Answers the works that empty the shard and are not done. */
export async function drainsOf(directory: Database, shardId: string): Promise<BulkRecord[]> {
  const rows = await directory
    .selectFrom('bulks')
    .selectAll()
    .where('drains', '=', shardId)
    .where('state', '!=', 'done')
    .execute()
  return rows.map(toRecord)
}

export async function itemsInState(
  directory: Database,
  bulkId: string,
  state: ItemState,
  limit: number,
): Promise<BulkItem[]> {
  const rows = await directory
    .selectFrom('bulk_items')
    .selectAll()
    .where('bulk_id', '=', bulkId)
    .where('state', '=', state)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(toItem)
}

/** Those that may begin now. */
export async function itemsToBegin(
  directory: Database,
  bulkId: string,
  nowMs: number,
  limit: number,
): Promise<BulkItem[]> {
  const rows = await directory
    .selectFrom('bulk_items')
    .selectAll()
    .where('bulk_id', '=', bulkId)
    .where('state', '=', 'waiting')
    .where('not_before', '<=', new Date(nowMs))
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(toItem)
}

export async function changeItem(
  directory: Database,
  bulkId: string,
  seq: number,
  change: { state?: ItemState; operationId?: string; message?: string; attempts?: number; notBefore?: Date },
): Promise<void> {
  await directory
    .updateTable('bulk_items')
    .set({
      ...(change.state === undefined ? {} : { state: change.state }),
      ...(change.operationId === undefined ? {} : { operation_id: change.operationId }),
      ...(change.message === undefined ? {} : { message: change.message }),
      ...(change.attempts === undefined ? {} : { attempts: change.attempts }),
      ...(change.notBefore === undefined ? {} : { not_before: change.notBefore }),
    })
    .where('bulk_id', '=', bulkId)
    .where('seq', '=', seq)
    .execute()
}

function toRecord(row: Selectable<BulkTable>): BulkRecord {
  return {
    bulkId: row.bulk_id,
    state: row.state,
    atOnce: Number(row.at_once),
    change: JSON.parse(row.change) as Change,
    principal: row.principal,
    door: row.door,
  }
}

function toItem(row: Selectable<BulkItemTable>): BulkItem {
  return {
    seq: Number(row.seq),
    siteId: row.site_id,
    state: row.state,
    operationId: row.operation_id ?? undefined,
    attempts: Number(row.attempts),
  }
}
