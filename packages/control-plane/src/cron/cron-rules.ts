import type { CronRun } from '@aipress/contract'
import type { CronRun as HostRun } from '../platform/cron-host.ts'

/**
 * When a site is started, without any effect. What must never happen: a site started without end because it says so,
 * one that is never started again because it failed, and a thousand started in the same second.
 */

/** WordPress counts in whole seconds: what is due in this second must not be looked for before it has begun. */
const LEAST_DELAY_MS = 200
/** Enough that sites with something due at midnight do not begin together; how many do at once has its own limit. */
const JITTER_MS = 3_000
/** As WordPress' own lock lasts. */
const BUSY_MS = 60_000
/** A move takes seconds. */
const MOVING_MS = 15_000
const BROKEN_MS = { first: 60_000, max: 3_600_000 }
const REST_SECONDS = { first: 120, max: 6 * 3_600 }
/** Of a site; more failing hooks than this are not told apart from new ones. */
const FAILING_HOOKS_MAX = 50

/** As long as this is kept, a site may start this often at once, and once a minute in the long run. */
export const STARTS_PER_SITE = { burst: 5, perSecond: 1 / 60 }

export function runAtOf(dueAt: Date | null, nowMs: number, random: () => number = Math.random): Date | null {
  if (dueAt === null) return null
  return new Date(Math.max(dueAt.getTime(), nowMs) + LEAST_DELAY_MS + random() * JITTER_MS)
}

/** For how long a hook rests that failed so many times in a row, should it fail again. */
export const restSecondsOf = (times: number) =>
  times === 0 ? 0 : Math.min(REST_SECONDS.first * 2 ** (times - 1), REST_SECONDS.max)

export interface CronState {
  readonly failures: number
  readonly failing: Readonly<Record<string, number>>
}

export interface Verdict extends CronState {
  /** Nothing before this. */
  readonly notBefore: Date | null
  /** As the run said; undefined where the site has to be asked. */
  readonly dueAt: Date | null | undefined
  /** What the record says; undefined where there is nothing worth one. */
  readonly outcome: CronRun['outcome'] | undefined
}

/** What follows from a run. */
export function judge(run: HostRun, before: CronState, nowMs: number): Verdict {
  const later = (ms: number) => new Date(nowMs + ms)
  if (run.kind === 'busy')
    return { ...before, notBefore: later(BUSY_MS), dueAt: run.nextDueAt, outcome: undefined }
  if (run.kind === 'moving')
    return { ...before, notBefore: later(MOVING_MS), dueAt: undefined, outcome: undefined }
  const failing = failingAfter(run, before.failing)
  if (run.kind === 'broken') {
    const failures = before.failures + 1
    const pauseMs = Math.min(BROKEN_MS.first * 2 ** (failures - 1), BROKEN_MS.max)
    return { failures, failing, notBefore: later(pauseMs), dueAt: run.nextDueAt, outcome: 'failed' }
  }
  const hasFailed = run.problem !== undefined || run.events.some(({ problem }) => problem !== undefined)
  const isIdle = run.events.length === 0 && !hasFailed
  return {
    failures: 0,
    failing,
    // It says that something is due and does nothing: a clock or a schedule that is wrong.
    notBefore: isIdle && saysDue(run, nowMs) ? later(BUSY_MS) : null,
    dueAt: run.nextDueAt,
    outcome: hasFailed ? 'failed' : isIdle ? undefined : 'succeeded',
  }
}

const saysDue = ({ nextDueAt }: HostRun, nowMs: number) =>
  nextDueAt === undefined || (nextDueAt !== null && nextDueAt.getTime() <= nowMs)

function failingAfter({ events }: HostRun, before: CronState['failing']): Record<string, number> {
  const failing = new Map(Object.entries(before))
  for (const { hook, problem } of events) {
    if (problem === undefined) failing.delete(hook)
    else if (failing.has(hook) || failing.size < FAILING_HOOKS_MAX)
      failing.set(hook, (failing.get(hook) ?? 0) + 1)
  }
  return Object.fromEntries(failing)
}
