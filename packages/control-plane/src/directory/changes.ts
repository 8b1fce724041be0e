import { type Connection, type Migration, sql, type Tx } from '../kernel/database.ts'

/**
 * What has changed in the directory, for those who keep a copy of it. Each control group counts its changes
 * by itself, so that groups do not wait for one another; within a group the counter's row is locked until the
 * change commits, so that whoever has seen number 7 has seen all before it.
 *
 * Refused: LISTEN and NOTIFY, and a clock. Spanner has neither of the first two, and by a clock a change that
 * commits late is missed.
 */
interface FeedTable {
  control_group: number
  seq: number
}

interface ChangeTable {
  control_group: number
  seq: number
  site_id: string
  changed_at: Date
}

declare module '../kernel/database.ts' {
  interface Tables {
    directory_feeds: FeedTable
    directory_changes: ChangeTable
  }
}

export const directoryMigrations: Record<string, Migration> = {
  '030_directory_changes': {
    async up(database) {
      await sql`create table directory_feeds (control_group bigint primary key, seq bigint not null)`.execute(
        database,
      )
      await sql`create table directory_changes (
        control_group bigint not null, seq bigint not null, site_id text not null,
        changed_at timestamptz not null, primary key (control_group, seq))`.execute(database)
      await sql`create index directory_changes_by_time on directory_changes (changed_at)`.execute(database)
    },
  },
}

/** Called once for each control group before its first site comes. Succeeds where it is there. */
export async function openFeed(connection: Connection, controlGroup: number): Promise<void> {
  await connection
    .insertInto('directory_feeds')
    .values({ control_group: controlGroup, seq: 0 })
    .onConflict((conflict) => conflict.column('control_group').doNothing())
    .execute()
}

/** Tells of changes of sites within the transaction that makes them; late in it, as it holds the group's counter. */
export async function noteChanges(tx: Tx, controlGroup: number, siteIds: readonly string[]): Promise<void> {
  const count = siteIds.length
  if (count === 0) return
  const feed = tx.selectFrom('directory_feeds').where('control_group', '=', controlGroup)
  // In one go: whoever holds the counter lets others wait. Without its row the number would be somebody else's.
  await Promise.all([
    openFeed(tx, controlGroup),
    tx
      .updateTable('directory_feeds')
      .set({ seq: sql<number>`seq + ${count}` })
      .where('control_group', '=', controlGroup)
      .execute(),
    ...siteIds.map((siteId, index) =>
      tx
        .insertInto('directory_changes')
        .columns(['control_group', 'seq', 'site_id', 'changed_at'])
        .expression(
          feed.select([
            'control_group',
            sql<number>`seq - ${count - 1 - index}`.as('seq'),
            sql<string>`${siteId}`.as('site_id'),
            sql<Date>`now()`.as('at'),
          ]),
        )
        .execute(),
    ),
  ])
}

export const noteChange = (tx: Tx, controlGroup: number, siteId: string) =>
  noteChanges(tx, controlGroup, [siteId])

/** How far each group's feed is. */
export async function feedPositions(connection: Connection): Promise<Map<number, number>> {
  const rows = await connection.selectFrom('directory_feeds').selectAll().execute()
  return new Map(rows.map((row) => [row.control_group, row.seq]))
}

/** A reader that is further behind reads everything anew, which takes less. */
export const CHANGES_AT_ONCE_MAX = 5_000

/**
 * The sites that changed after `seq`, and how far that is. Undefined where changes in between are forgotten
 * already, or where there are too many: then everything is to be read anew.
 */
export async function changesSince(
  connection: Connection,
  controlGroup: number,
  seq: number,
): Promise<{ siteIds: string[]; seq: number } | undefined> {
  const rows = await connection
    .selectFrom('directory_changes')
    .select(['seq', 'site_id'])
    .where('control_group', '=', controlGroup)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(CHANGES_AT_ONCE_MAX + 1)
    .execute()
  const [first, last] = [rows[0], rows.at(-1)]
  if (rows.length > CHANGES_AT_ONCE_MAX || first?.seq !== seq + 1 || last === undefined) return undefined
  return { siteIds: [...new Set(rows.map((row) => row.site_id))], seq: last.seq }
}

/** A reader polls several times a second; one that has been away for longer reads everything anew. */
const KEEP_MS = 3_600_000

/** Answers how many. */
export async function forgetChanges(connection: Connection, nowMs: number): Promise<number> {
  const gone = await connection
    .deleteFrom('directory_changes')
    .where('changed_at', '<', new Date(nowMs - KEEP_MS))
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}
