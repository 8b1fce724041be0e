import { setTimeout as delay } from 'node:timers/promises'
import { moveSite, phpSettingsOf } from '@aipress/contract'
import type { Engine } from '../engine/engine.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { createTokenBuckets } from '../kernel/token-buckets.ts'
import { findSites, type SiteRecord } from '../sites/index.ts'
import {
  abandonedRuns,
  type CronSite,
  endRun,
  forgetCronSites,
  nextRunAt,
  postpone,
  sitesToRun,
} from './cron-index.ts'
import { STARTS_PER_SITE } from './cron-rules.ts'
import { recordRun } from './cron-runs.ts'
import { createRunPlaces, LONG_PER_SHARD_MAX } from './run-places.ts'
import { type CronDeps, runSite } from './run-site.ts'

interface Deps extends CronDeps {
  readonly directory: Database
  readonly controlGroup: number
  readonly engine: Pick<Engine, 'atWork'>
  readonly log: Log
  /** Calls for a turn of this reconciler. */
  wake(): void
  /** Called after a run, as what the site has written during it may be newer than what the run said. */
  ran(): void
}

/** Read at once, and as many whose runs are long: as many as can be begun, and some that must not be. */
const ROWS_MAX = 200
const TURN_MS_MAX = 20_000
const EVERY_SECONDS = 10
/** While runs are under way and more is due, the index is read anew this often for what else has become due. */
const LOOK_AGAIN_MS = 1_000
/** No run takes as long: its end could not be recorded. */
const RUN_MS_MAX = 300_000
/** WordPress' own lock of the run that was left lasts as long. */
const ABANDONED_MS = 60_000
const ON_HOLD_MS = 15_000
/** Between two looks at whether a suspended site runs again. */
const SUSPENDED_MS = 60_000

/**
 * Starts the sites of which something is due, in the order of their times. What must never happen: a site that is
 * suspended, deleted or on the move being started; one that fails or takes long holding up others; more at once than
 * the machine makes use of. Runs go on beside its turns; a timer calls for the turn in which the next is due.
 */
export function createCronRunner(deps: Deps): Reconciler {
  const { database, host, clock, log } = deps
  const starts = createTokenBuckets(STARTS_PER_SITE, clock)
  const places = createRunPlaces(host.runsAtOnce, clock)
  let timer: NodeJS.Timeout | undefined

  function begin(site: SiteRecord, isLong: boolean, signal: AbortSignal): void {
    const { siteId, place } = site
    const php = phpSettingsOf(site.tier, site.php)
    const ended = runSite(deps, { siteId, place, php, trigger: 'due' }, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) log.error({ err: error, siteId }, 'a scheduled run was not recorded')
      })
      .then(deps.ran)
    places.take(siteId, { shardId: place.shardId, isLong, ended })
  }

  /** Begins what can be; answers whether something due has to wait for room. */
  async function fill(signal: AbortSignal): Promise<boolean> {
    const room = { perShard: LONG_PER_SHARD_MAX * 2, limit: ROWS_MAX }
    const due = (await sitesToRun(database, new Date(clock()), room)).filter(
      (row) => !places.has(row.site_id),
    )
    const startable = due.filter((row) => places.hasRoom(row.shard_id, row.runs_long))
    let waits = startable.length < due.length
    if (startable.length === 0) return waits
    const putOff = await sortOut(deps, startable)
    for (const { site_id: siteId, runs_long: isLong } of startable) {
      const site = putOff.runnable.get(siteId)
      if (site === undefined) continue
      if (!places.hasRoom(site.place.shardId, isLong)) {
        waits = true
        continue
      }
      const waitSeconds = starts.take(siteId)
      if (waitSeconds > 0) await postpone(database, [siteId], new Date(clock() + waitSeconds * 1_000))
      else begin(site, isLong, signal)
    }
    return waits || due.length >= ROWS_MAX
  }

  async function setTimer(): Promise<void> {
    clearTimeout(timer)
    const next = await nextRunAt(database)
    if (next === undefined) return
    const waitMs = next.getTime() - clock()
    if (waitMs < EVERY_SECONDS * 1_000) timer = setTimeout(deps.wake, Math.max(0, waitMs)).unref()
  }

  return {
    name: 'cron-runner',
    everySeconds: EVERY_SECONDS,
    async run(signal) {
      await takeUpAbandoned(deps)
      const untilMs = clock() + TURN_MS_MAX
      while ((await fill(signal)) && !signal.aborted && clock() < untilMs) {
        const stop = new AbortController()
        const again = delay(LOOK_AGAIN_MS, undefined, { signal: stop.signal }).catch(() => undefined)
        await Promise.race([again, ...places.ends()])
        stop.abort()
      }
      await setTimer()
      return []
    },
  }
}

/** Which of these may run now; all others are put off, or forgotten where they are not this group's any more. */
async function sortOut(
  { database, directory, controlGroup, engine, clock }: Deps,
  due: readonly CronSite[],
): Promise<{ runnable: Map<string, SiteRecord> }> {
  const ids = due.map((row) => row.site_id)
  const sites = new Map((await findSites(directory, ids)).map((site) => [site.siteId, site]))
  const atWork = await engine.atWork(ids)
  const isMoving = (site: SiteRecord) => site.onHold || atWork.get(site.siteId)?.action === moveSite.name
  const own = [...sites.values()].filter((site) => site.controlGroup === controlGroup)
  const running = own.filter((site) => site.state === 'running')
  const idsOf = (list: readonly SiteRecord[]) => list.map((site) => site.siteId)
  const later = (ms: number) => new Date(clock() + ms)
  await forgetCronSites(
    database,
    ids.filter((id) => !own.some((site) => site.siteId === id)),
  )
  await postpone(database, idsOf(own.filter((site) => site.state !== 'running')), later(SUSPENDED_MS))
  await postpone(database, idsOf(running.filter(isMoving)), later(ON_HOLD_MS))
  return {
    runnable: new Map(running.filter((site) => !isMoving(site)).map((site) => [site.siteId, site])),
  }
}

/** What a process that is gone had begun may still be at work, or not have begun at all. */
async function takeUpAbandoned({ database, process, clock }: Deps): Promise<void> {
  const begunBefore = new Date(clock() - RUN_MS_MAX)
  const rows = await abandonedRuns(database, process, { begunBefore, limit: ROWS_MAX })
  for (const row of rows) {
    const startedAt = row.started_at ?? new Date(clock())
    await recordRun(database, {
      runId: `${row.site_id}_${startedAt.getTime()}`,
      siteId: row.site_id,
      startedAt: startedAt.toISOString(),
      durationMs: 0,
      trigger: 'due',
      outcome: 'interrupted',
      events: [],
      problem: 'The control plane ended before WordPress answered; WordPress went on by itself.',
    })
    const notBefore = new Date(startedAt.getTime() + ABANDONED_MS)
    const { failures, failing } = row
    await endRun(
      database,
      row.site_id,
      { failures, failing, notBefore, dueAt: undefined, outcome: undefined },
      clock(),
    )
  }
}
