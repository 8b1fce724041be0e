import { type CronRun, newId, type PhpSettings } from '@aipress/contract'
import type { Clock } from '../kernel/clock.ts'
import { type Database, transact } from '../kernel/database.ts'
import type { CronHost, CronRun as HostRun } from '../platform/cron-host.ts'
import type { Place } from '../platform/place.ts'
import { beginRun, type CronSite, endRun } from './cron-index.ts'
import { judge, restSecondsOf } from './cron-rules.ts'
import { recordRun } from './cron-runs.ts'
import { LONG_RUN_MS } from './run-places.ts'

export interface CronDeps {
  /** Of the control group. */
  readonly database: Database
  readonly host: CronHost
  /** Of this process and no other, also not of one that had its name before. */
  readonly process: string
  readonly clock: Clock
}

export interface SiteToRun {
  readonly siteId: string
  readonly place: Place
  readonly trigger: CronRun['trigger']
  readonly hook?: string | undefined
  /** As for its visitors. */
  readonly php: PhpSettings
}

export interface RunResult {
  readonly kind: HostRun['kind'] | 'taken'
  readonly run: CronRun
}

/**
 * Runs what is due of a site and records how it went. Should this process die meanwhile, WordPress goes on; the next
 * process finds the run in the index, and WordPress' lock keeps it from doing the same work. `taken` where a run of
 * the site is under way already.
 */
export async function runSite(deps: CronDeps, site: SiteToRun, signal: AbortSignal): Promise<RunResult> {
  const { database, clock, host } = deps
  const startedAtMs = clock()
  const before = await beginRun(database, site, deps.process, new Date(startedAtMs))
  const described = (run: HostRun, outcome: CronRun['outcome']): CronRun => ({
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: run.durationMs,
    trigger: site.trigger,
    outcome,
    events: run.events.map(({ hook, durationMs, problem }) => ({
      hook,
      durationMs,
      ...(problem === undefined ? {} : { problem }),
    })),
    ...(run.problem === undefined ? {} : { problem: run.problem }),
  })
  if (before === undefined) return { kind: 'taken', run: described(NOTHING, 'succeeded') }
  const run = await asked(host, site, before, signal)
  const verdict = judge(run, before, clock())
  const answer = described(run, verdict.outcome ?? 'succeeded')
  await transact(database, async (tx) => {
    if (verdict.outcome !== undefined) {
      await recordRun(tx, { ...answer, runId: newId('cron'), siteId: site.siteId })
    }
    await endRun(tx, site.siteId, { ...verdict, runsLong: run.durationMs >= LONG_RUN_MS }, clock())
  })
  host.hearAgain(site.place)
  return { kind: run.kind, run: answer }
}

const NOTHING: HostRun = { kind: 'busy', events: [], durationMs: 0 }

async function asked(
  host: CronHost,
  { siteId, place, hook, php }: SiteToRun,
  { failing }: CronSite,
  signal: AbortSignal,
): Promise<HostRun> {
  const restSeconds = new Map(Object.entries(failing).map(([name, times]) => [name, restSecondsOf(times)]))
  try {
    return cleaned(await host.run(place, { siteId, hook, restSeconds, php }, signal))
  } catch (error) {
    signal.throwIfAborted()
    const problem = error instanceof Error ? error.message : 'The site could not be started.'
    return { kind: 'broken', events: [], durationMs: 0, problem }
  }
}

/** Sites may write what they like; PostgreSQL holds neither zero bytes nor halves of characters. */
function cleaned(run: HostRun): HostRun {
  const clean = (text: string) => text.replaceAll('\0', '').toWellFormed()
  return {
    ...run,
    events: run.events.map(({ hook, durationMs, problem }) => ({
      hook: clean(hook),
      durationMs,
      problem: problem === undefined ? undefined : clean(problem),
    })),
    ...(run.problem === undefined ? {} : { problem: clean(run.problem) }),
  }
}
