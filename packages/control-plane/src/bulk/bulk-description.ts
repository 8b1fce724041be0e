import { AipressError, type Bulk, type BulkCounts, type BulkState } from '@aipress/contract'
import type { Connection, Database } from '../kernel/database.ts'
import type { ItemState } from './bulk-tables.ts'

/** Bulk work as people are told of it. */
export async function describeBulk(directory: Database, bulkId: string): Promise<Bulk> {
  const [row] = await bulkRows(directory, [bulkId])
  if (row === undefined) throw notFound(bulkId)
  return row
}

/** Newest first. */
export async function listBulks(
  directory: Database,
  query: { state: BulkState | undefined; limit: number; cursor: string | undefined },
): Promise<{ items: Bulk[]; nextCursor?: string }> {
  let rows = directory
    .selectFrom('bulks')
    .select(['bulk_id', 'created_at'])
    .orderBy('created_at', 'desc')
    .orderBy('bulk_id')
    .limit(query.limit + 1)
  if (query.state !== undefined) rows = rows.where('state', '=', query.state)
  if (query.cursor !== undefined) {
    const last = await directory
      .selectFrom('bulks')
      .select('created_at')
      .where('bulk_id', '=', query.cursor)
      .executeTakeFirst()
    if (last === undefined) {
      throw new AipressError('invalid_input', 'The cursor is not one that this list has answered.', {
        hint: 'Pass the nextCursor of the page before, or leave it out to start again.',
      })
    }
    const { cursor } = query
    rows = rows.where((eb) =>
      eb.or([
        eb('created_at', '<', last.created_at),
        eb.and([eb('created_at', '=', last.created_at), eb('bulk_id', '>', cursor)]),
      ]),
    )
  }
  const found = await rows.execute()
  const ids = found.slice(0, query.limit).map((row) => row.bulk_id)
  const last = ids.at(-1)
  return {
    items: await bulkRows(directory, ids),
    ...(found.length > ids.length && last !== undefined ? { nextCursor: last } : {}),
  }
}

const FAILURES_SHOWN_MAX = 20

/** In the order of the ids. */
async function bulkRows(directory: Connection, ids: readonly string[]): Promise<Bulk[]> {
  if (ids.length === 0) return []
  const rows = await directory.selectFrom('bulks').selectAll().where('bulk_id', 'in', ids).execute()
  const counts = await directory
    .selectFrom('bulk_items')
    .select(['bulk_id', 'state', ({ fn }) => fn.countAll<number>().as('count')])
    .where('bulk_id', 'in', ids)
    .groupBy(['bulk_id', 'state'])
    .execute()
  const described = rows.map(async (row): Promise<Bulk> => {
    const own = counts.filter((count) => count.bulk_id === row.bulk_id)
    const of = (state: ItemState) => Number(own.find((count) => count.state === state)?.count ?? 0)
    return {
      bulkId: row.bulk_id,
      kind: row.kind,
      title: row.title,
      state: row.state,
      atOnce: Number(row.at_once),
      counts: countsOf(of),
      ...(of('waiting') === 0 ? {} : await waitOf(directory, row.bulk_id)),
      failures: of('failed') === 0 ? [] : await failuresOf(directory, row.bulk_id),
      requestedBy: row.requested_by,
      createdAt: row.created_at.toISOString(),
      ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
    }
  })
  const bulks = await Promise.all(described)
  return ids.flatMap((id) => bulks.find((bulk) => bulk.bulkId === id) ?? [])
}

function countsOf(of: (state: ItemState) => number): BulkCounts {
  const [waiting, running, succeeded] = [of('waiting'), of('running'), of('succeeded')]
  const [failed, skipped] = [of('failed'), of('skipped')]
  const total = waiting + running + succeeded + failed + skipped
  return { total, waiting, running, succeeded, failed, skipped }
}

async function waitOf(directory: Connection, bulkId: string): Promise<Pick<Bulk, 'waitsFor'>> {
  const row = await directory
    .selectFrom('bulk_items')
    .select('message')
    .where('bulk_id', '=', bulkId)
    .where('state', '=', 'waiting')
    .where('message', 'is not', null)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return row?.message ? { waitsFor: row.message } : {}
}

async function failuresOf(directory: Connection, bulkId: string): Promise<Bulk['failures']> {
  const rows = await directory
    .selectFrom('bulk_items')
    .select(['site_name', 'message', 'operation_id'])
    .where('bulk_id', '=', bulkId)
    .where('state', '=', 'failed')
    .orderBy('seq')
    .limit(FAILURES_SHOWN_MAX)
    .execute()
  return rows.map((row) => ({
    siteName: row.site_name,
    message: row.message ?? '',
    ...(row.operation_id === null ? {} : { operationId: row.operation_id }),
  }))
}

export function notFound(bulkId: string): AipressError {
  return new AipressError('bulk_not_found', `There is no change to many sites called "${bulkId}".`, {
    hint: 'See them with "aipress bulk list".',
  })
}
