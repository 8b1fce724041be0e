import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import type { CronOrder, CronRun } from '../../platform/cron-host.ts'
import type { Place } from '../../platform/place.ts'
import type { FastCgiResponse } from './fastcgi.ts'
import { bootFrontPage } from './front-page.ts'
import type { Layout } from './layout.ts'
import { CURRENT_RELEASE } from './mail-program.ts'
import { ensureOwnFile } from './php-logs.ts'
import { endLockHolder } from './slot-processes.ts'
import { readSlotRecord } from './slot-record.ts'

/** PHP-FPM gives a request more, which would keep the few that run at once from other sites for longer. */
const RUN_MS_MAX = 120_000
/** By when it has to have begun, where all of the site's processes are busy with visitors. */
const BEGIN_MS_MAX = 60_000
/** After a run was ended its connection closes at once. */
const ANSWER_MS_BESIDES = 5_000
const MARKER = '\nAIPRESS-SCHEDULED '
const TEXT_LENGTH_MAX = 500
const HOOK_BYTES_MAX = 200

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
  runMsMax = RUN_MS_MAX,
): Promise<CronRun> {
  signal.throwIfAborted()
  const startedAt = performance.now()
  const result = (kind: CronRun['kind'], more: Partial<CronRun> = {}): CronRun => ({
    kind,
    events: [],
    durationMs: Math.round(performance.now() - startedAt),
    ...more,
  })
  const slot = layout.shard(place.shardId).slot(place.slot)
  const record = await readSlotRecord(slot)
  if (record?.kind !== 'claimed' || record.siteId !== order.siteId || record.frozen) return result('moving')
  await ensureOwnFile(layout, place, slot.runLock)
  const timer = setTimeout(() => {
    // Where that fails PHP-FPM ends it later, and what is begun meanwhile finds the lock taken.
    void endLockHolder(layout, place, slot.runLock).catch(() => undefined)
  }, runMsMax)
  try {
    const response = await bootFrontPage(layout, place, {
      path: '/wp-cron.php',
      script: '/wp-cron.php',
      program: join(layout.release(CURRENT_RELEASE), 'scheduled/run.php'),
      variables: { AIPRESS_SCHEDULED: orderText(order, slot.runLock) },
      php: order.php,
      timeoutMs: runMsMax + ANSWER_MS_BESIDES,
      signal,
    })
    return outcomeOf(response, result, await underWay(slot.runLock))
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AipressError)) throw error
    const meanwhile = await underWay(slot.runLock)
    return result('broken', { problem: `${error.message} A run may take two minutes.${meanwhile}` })
  } finally {
    clearTimeout(timer)
  }
}

/** What wordpress/scheduled/ScheduledRun.php is told. */
function orderText({ hook, restSeconds }: CronOrder, lock: string): string {
  const beginBefore = Math.ceil((Date.now() + BEGIN_MS_MAX) / 1_000)
  return JSON.stringify({ hook, delays: Object.fromEntries(restSeconds), lock, beginBefore })
}

/** The site writes into the lock which event it is at. The folder is root's, so a link cannot lie there. */
async function underWay(lock: string): Promise<string> {
  const file = await open(lock, 'r').catch(() => undefined)
  if (file === undefined) return ''
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HOOK_BYTES_MAX), 0, HOOK_BYTES_MAX, 0)
    const hook = buffer.toString('utf8', 0, bytesRead)
    return hook === '' ? '' : ` It was running ${hook}.`
  } finally {
    await file.close()
  }
}

function outcomeOf(
  response: FastCgiResponse,
  result: (kind: CronRun['kind'], more?: Partial<CronRun>) => CronRun,
  meanwhile: string,
): CronRun {
  if (response.status === 421) return result('moving')
  const answer = answerIn(response.body)
  if (answer === undefined) {
    const what = response.body.trim() === '' ? 'without saying anything' : 'with a page of its own'
    return result('broken', { problem: `WordPress ended ${what} (HTTP ${response.status}).${meanwhile}` })
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
