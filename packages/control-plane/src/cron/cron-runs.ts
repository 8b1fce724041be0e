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
