import type { Selectable } from 'kysely'
import { type Connection, type Database, sql, type Tables } from '../kernel/database.ts'
import type { Place } from '../platform/place.ts'
import { runAtOf, type Verdict } from './cron-rules.ts'

/** What the index knows of a site. */
export type CronSite = Selectable<Tables['cron_sites']>

export interface KnownDue {
  readonly siteId: string
  readonly place: Place
  readonly dueAt: Date | null
  /** When the site's database was asked; undefined where the site said so by itself. */
  readonly lookedAt?: Date
  /** When the site said so; undefined where this is not known. */
  readonly writtenAt?: Date
  /** Nobody heard it when the site said so: where it is news, the site's database is asked as well. */
  readonly isFromBefore?: true
}

/** The clock by which files are dated is that much behind at most. */
const CLOCK_SECONDS = 1

/** A later time than any that counts as one. */
const DUE_AT_MAX_MS = Date.UTC(2200, 0)

/**
 * Takes what is known of sites by now. The same again changes nothing, so that a site which says it often is not
 * put off each time. What a site said before its database was asked does not count, as it may not know better: it was
 * restored or moved since.
 */
export async function noteDue(database: Database, known: readonly KnownDue[], nowMs: number): Promise<void> {
  if (known.length === 0) return
  const rows = known.map(({ siteId, place, dueAt: said, ...more }) => {
    const dueAt = said === null || said.getTime() > DUE_AT_MAX_MS ? null : said
    return {
      site_id: siteId,
      shard_id: place.shardId,
      slot: place.slot,
      due_at: dueAt,
      run_at: runAtOf(dueAt, nowMs),
      looked_at: more.lookedAt ?? null,
      written_at: more.writtenAt ?? null,
      is_from_before: more.isFromBefore ?? false,
    }
  })
  // The beginning of all time stands for: to be looked at soon.
  await sql`with noted as (
      select said.*, known.due_at as known_due_at, known.run_at as known_run_at,
        coalesce(said.written_at < known.looked_at - make_interval(secs => ${CLOCK_SECONDS}), false) as is_old,
        known.site_id is not null and said.is_from_before and said.due_at is distinct from known.due_at as is_doubtful
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as said (site_id text, shard_id text, slot int,
        due_at timestamptz, run_at timestamptz, looked_at timestamptz, written_at timestamptz, is_from_before boolean)
      left join cron_sites as known on known.site_id = said.site_id)
    insert into cron_sites (site_id, shard_id, slot, due_at, run_at, looked_at)
    select site_id, shard_id, slot, case when is_old then known_due_at else due_at end,
      case when is_old then known_run_at else run_at end, case when is_doubtful then 'epoch' else looked_at end from noted
    on conflict (site_id) do update set shard_id = excluded.shard_id, slot = excluded.slot, due_at = excluded.due_at,
      looked_at = nullif(coalesce(excluded.looked_at, cron_sites.looked_at), 'epoch'),
      run_at = case when cron_sites.due_at is not distinct from excluded.due_at then coalesce(cron_sites.run_at, excluded.run_at)
        when excluded.run_at is null then null else greatest(excluded.run_at, cron_sites.not_before) end`.execute(
    database,
  )
}

/**
 * Rows that are due, of each shard the earliest few, so that one with many keeps those of others from nothing; and
 * those whose runs are long apart from all others.
 */
export async function sitesToRun(
  database: Database,
  now: Date,
  { perShard, limit }: { perShard: number; limit: number },
): Promise<CronSite[]> {
  const { rows } = await sql<CronSite>`select * from (
      select *, row_number() over (partition by runs_long order by run_at, site_id) as position from (
        select *, row_number() over (partition by shard_id, runs_long order by run_at, site_id) as turn from cron_sites
        where run_at <= ${now} and running_by is null) as due
      where turn <= ${perShard}) as first_of_shards
    where position <= ${limit} order by run_at`.execute(database)
  return rows
}

export async function nextRunAt(database: Database): Promise<Date | undefined> {
  const row = await database
    .selectFrom('cron_sites')
    .select('run_at')
    .where('run_at', 'is not', null)
    .where('running_by', 'is', null)
    .orderBy('run_at')
    .limit(1)
    .executeTakeFirst()
  return row?.run_at ?? undefined
}

export async function findCronSite(database: Connection, siteId: string): Promise<CronSite | undefined> {
  return database.selectFrom('cron_sites').selectAll().where('site_id', '=', siteId).executeTakeFirst()
}

/** Makes sure that there is a row, and takes it for a run. Answers it as it was; undefined where a run has it already. */
export async function beginRun(
  database: Database,
  { siteId, place }: { siteId: string; place: Place },
  process: string,
  now: Date,
): Promise<CronSite | undefined> {
  const taken = { running_by: process, started_at: now }
  const inserted = { site_id: siteId, shard_id: place.shardId, slot: place.slot, failures: 0, failing: {} }
  return database
    .insertInto('cron_sites')
    .values({ ...inserted, ...taken, failing: sql`'{}'::jsonb` })
    .onConflict((conflict) =>
      conflict.column('site_id').doUpdateSet(taken).where('cron_sites.running_by', 'is', null),
    )
    .returningAll()
    .executeTakeFirst()
}

export interface EndOfRun extends Verdict {
  /** Undefined where nobody knows how long it took. */
  readonly runsLong?: boolean
}

export async function endRun(
  connection: Connection,
  siteId: string,
  { failures, failing, notBefore, dueAt, runsLong }: EndOfRun,
  nowMs: number,
): Promise<void> {
  const runAt = dueAt === undefined ? null : runAtOf(dueAt, nowMs)
  const putOff = runAt !== null && notBefore !== null && notBefore > runAt ? notBefore : runAt
  // A run that did not say leaves what the site said before, which was due: it is started again when it may be.
  const next =
    dueAt === undefined
      ? { run_at: sql<Date>`greatest(run_at, ${notBefore ?? new Date(nowMs + UNKNOWN_MS)})`, looked_at: null }
      : { due_at: dueAt, run_at: putOff }
  await connection
    .updateTable('cron_sites')
    .set({
      ...next,
      failures,
      failing: sql`${JSON.stringify(failing)}::jsonb`,
      not_before: notBefore,
      running_by: null,
      started_at: null,
      ...(runsLong === undefined ? {} : { runs_long: runsLong }),
    })
    .where('site_id', '=', siteId)
    .execute()
}

/** A site that does not say what is next is asked within a minute. */
const UNKNOWN_MS = 90_000

/** Nothing is run of these before then. */
export async function postpone(database: Database, siteIds: readonly string[], until: Date): Promise<void> {
  if (siteIds.length === 0) return
  await database
    .updateTable('cron_sites')
    .set({ run_at: until })
    .where('site_id', 'in', siteIds)
    .where('running_by', 'is', null)
    .execute()
}

/** What was put off because the site did not run is run as if it had just fallen due. */
export async function hasteCronOf(database: Database, siteId: string, nowMs: number): Promise<void> {
  const row = await findCronSite(database, siteId)
  const runAt = runAtOf(row?.due_at ?? null, nowMs)
  if (runAt === null) return
  await database
    .updateTable('cron_sites')
    .set({ run_at: sql`greatest(${runAt}, not_before)` })
    .where('site_id', '=', siteId)
    .execute()
}

/** Rows that were taken for a run by a process which is gone, or whose end could not be recorded. */
export async function abandonedRuns(
  database: Database,
  process: string,
  { begunBefore, limit }: { begunBefore: Date; limit: number },
): Promise<CronSite[]> {
  return database
    .selectFrom('cron_sites')
    .selectAll()
    .where('running_by', 'is not', null)
    .where((eb) => eb.or([eb('running_by', '!=', process), eb('started_at', '<', begunBefore)]))
    .limit(limit)
    .execute()
}

export interface IndexedPlace {
  readonly siteId: string
  readonly shardId: string
  readonly slot: number
  readonly lookedAt: Date | null
}

/** Those after the one id, to the other and with it; to the end where there is no other. */
export async function indexedPlaces(
  database: Database,
  afterId: string,
  untilId: string | undefined,
): Promise<IndexedPlace[]> {
  let select = database
    .selectFrom('cron_sites')
    .select(['site_id', 'shard_id', 'slot', 'looked_at'])
    .where('site_id', '>', afterId)
  if (untilId !== undefined) select = select.where('site_id', '<=', untilId)
  const rows = await select.execute()
  return rows.map((row) => ({
    siteId: row.site_id,
    shardId: row.shard_id,
    slot: row.slot,
    lookedAt: row.looked_at,
  }))
}

/** Its database may have been changed past WordPress, which then said nothing. */
export async function lookAfresh(database: Database, siteId: string): Promise<void> {
  await database.updateTable('cron_sites').set({ looked_at: null }).where('site_id', '=', siteId).execute()
}

/** Makes sure that there is a row: a site that cannot be asked is not for ever one of those that come first. */
export async function setLookedAt(
  database: Database,
  { siteId, place }: { siteId: string; place: Place },
  lookedAt: Date,
): Promise<void> {
  const at = { shard_id: place.shardId, slot: place.slot, looked_at: lookedAt }
  await database
    .insertInto('cron_sites')
    .values({ site_id: siteId, ...at, failures: 0, failing: sql`'{}'::jsonb` })
    .onConflict((conflict) => conflict.column('site_id').doUpdateSet(at))
    .execute()
}

export async function forgetCronSites(database: Database, siteIds: readonly string[]): Promise<void> {
  if (siteIds.length > 0) await database.deleteFrom('cron_sites').where('site_id', 'in', siteIds).execute()
}

export async function forgetCronOf(database: Database, siteId: string): Promise<void> {
  await forgetCronSites(database, [siteId])
  await database.deleteFrom('cron_runs').where('site_id', '=', siteId).execute()
}
