import { join } from 'node:path'
import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import type { CronOrder, CronRun } from '../../platform/cron-host.ts'
import type { Place } from '../../platform/place.ts'
import type { FastCgiResponse } from './fastcgi.ts'
import { bootFrontPage } from './front-page.ts'
import type { Layout } from './layout.ts'
import { CURRENT_RELEASE } from './mail-program.ts'
import { readSlotRecord } from './slot-record.ts'

/** A little more than PHP-FPM gives a request. */
const ANSWER_MS_MAX = 125_000
const MARKER = '\nAIPRESS-SCHEDULED '
const TEXT_LENGTH_MAX = 500

const text = z.string().transform((value) => value.slice(0, TEXT_LENGTH_MAX))
const count = z.number().int().min(0).max(1e9)

/** What wordpress/scheduled/ScheduledRun.php answers; a plugin may have written something of its own in its place. */
const Answer = z.object({
  isBusy: z.boolean(),
  isFinished: z.boolean(),
  events: z.array(z.object({ hook: text, durationMs: count, problem: text.optional() })).max(100),
  problem: text.nullable(),
  nextDueAt: z.union([z.literal(false), z.null(), z.number().int().min(0).max(1e10)]),
})

/**
 * Over the site's own PHP, where WordPress lies in OPcache: it costs a fifth of what WP-CLI does (0023). Whoever is
 * in the slot by now is asked only if it is the site that is meant.
 */
export async function runScheduled(
  layout: Layout,
  place: Place,
  order: CronOrder,
  signal: AbortSignal,
): Promise<CronRun> {
  signal.throwIfAborted()
  const startedAt = performance.now()
  const result = (kind: CronRun['kind'], more: Partial<CronRun> = {}): CronRun => ({
    kind,
    events: [],
    durationMs: Math.round(performance.now() - startedAt),
    ...more,
  })
  const record = await readSlotRecord(layout.shard(place.shardId).slot(place.slot))
  if (record?.kind !== 'claimed' || record.siteId !== order.siteId || record.frozen) return result('moving')
  const { hook, restSeconds } = order
  try {
    const response = await bootFrontPage(layout, place, {
      path: '/wp-cron.php',
      script: '/wp-cron.php',
      program: join(layout.release(CURRENT_RELEASE), 'scheduled/run.php'),
      variables: { AIPRESS_SCHEDULED: JSON.stringify({ hook, delays: Object.fromEntries(restSeconds) }) },
      timeoutMs: ANSWER_MS_MAX,
      signal,
    })
    return outcomeOf(response, result)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AipressError)) throw error
    return result('broken', { problem: `${error.message} A run may take two minutes.` })
  }
}

function outcomeOf(
  response: FastCgiResponse,
  result: (kind: CronRun['kind'], more?: Partial<CronRun>) => CronRun,
): CronRun {
  if (response.status === 421) return result('moving')
  const answer = answerIn(response.body)
  if (answer === undefined) {
    const what = response.body.trim() === '' ? 'without saying anything' : 'with a page of its own'
    return result('broken', { problem: `WordPress ended ${what} (HTTP ${response.status}).` })
  }
  const more = {
    events: answer.events.map(({ hook, durationMs, problem }) => ({ hook, durationMs, problem })),
    ...(answer.problem === null ? {} : { problem: answer.problem }),
    ...(answer.nextDueAt === null ? {} : { nextDueAt: dateOf(answer.nextDueAt) }),
  }
  if (answer.isBusy) return result('busy', more)
  if (answer.isFinished || answer.events.length > 0) return result('ran', more)
  return result('broken', { problem: 'WordPress ended before anything could be run.', ...more })
}

const dateOf = (seconds: number | false) => (seconds === false ? null : new Date(seconds * 1000))

function answerIn(body: string): z.output<typeof Answer> | undefined {
  const at = body.lastIndexOf(MARKER)
  if (at < 0) return undefined
  try {
    return Answer.safeParse(JSON.parse(body.slice(at + MARKER.length))).data
  } catch {
    return undefined
  }
}
