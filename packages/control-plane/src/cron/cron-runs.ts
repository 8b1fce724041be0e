import type { CronRun } from '@aipress/contract'
import type { Selectable } from 'kysely'
import { type Connection, type Database, sql, type Tables } from '../kernel/database.ts'

/** Of a site, and as many that failed besides: a failure of last night is not driven out by a run each minute. */
const RUNS_KEPT = 20

export interface NewRun extends CronRun {
  readonly runId: string
  readonly siteId: string
}

/** The same record again changes nothing. */
export async function recordRun(connection: Connection, run: NewRun): Promise<void> {
  await connection
    .insertInto('cron_runs')
    .values({
      run_id: run.runId,
      site_id: run.siteId,
      started_at: new Date(run.startedAt),
      duration_ms: run.durationMs,
      trigger: run.trigger,
      outcome: run.outcome,
      problem: run.problem ?? null,
      events: sql`${JSON.stringify(run.events)}::jsonb`,
    })
    .onConflict((conflict) => conflict.column('run_id').doNothing())
    .execute()
  await sql`delete from cron_runs where run_id in (
    select run_id from (
      select run_id, row_number() over (partition by outcome = 'succeeded' order by started_at desc) as position
      from cron_runs where site_id = ${run.siteId}) as kept
    where position > ${RUNS_KEPT})`.execute(connection)
}

/** Sites that are looked up in one statement. */
const SITES_AT_ONCE = 500

/**
 * Removes what is left of sites that are gone, or another control group's by now, whose purging does not come here.
 * Answers how many. `own` answers which of the sites are this group's.
 */
export async function forgetRunsOfGone(
  database: Database,
  own: (siteIds: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<number> {
  const rows = await database.selectFrom('cron_runs').select('site_id').distinct().execute()
  let forgotten = 0
  for (let from = 0; from < rows.length; from += SITES_AT_ONCE) {
    const ids = rows.slice(from, from + SITES_AT_ONCE).map((row) => row.site_id)
    const there = await own(ids)
    const gone = ids.filter((siteId) => !there.has(siteId))
    if (gone.length === 0) continue
    const removed = await database.deleteFrom('cron_runs').where('site_id', 'in', gone).executeTakeFirst()
    forgotten += Number(removed.numDeletedRows)
  }
  return forgotten
}

export async function listRuns(database: Database, siteId: string): Promise<CronRun[]> {
  const rows = await database
    .selectFrom('cron_runs')
    .selectAll()
    .where('site_id', '=', siteId)
    .orderBy('started_at', 'desc')
    .limit(2 * RUNS_KEPT)
    .execute()
  return rows.map(toRun)
}

const toRun = (row: Selectable<Tables['cron_runs']>): CronRun => ({
  startedAt: row.started_at.toISOString(),
  durationMs: row.duration_ms,
  trigger: row.trigger,
  outcome: row.outcome,
  events: row.events,
  ...(row.problem === null ? {} : { problem: row.problem }),
})
