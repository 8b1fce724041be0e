import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { WpCliRun } from '../../platform/site-host.ts'
import { createRunLimit } from '../local/run-limit.ts'
import { PROCESSOR_SECONDS, takeProcessor } from './cpu-meter.ts'
import { reachPlace } from './shards.ts'
import { roomOf } from './site-storage.ts'
import { claimedSlot, findSlot, writeSite } from './slots.ts'
import type { WorldParts } from './world.ts'
import { runWpCommand, type WpResult } from './wp-commands.ts'

const RUNS_MAX = 3
/** How long a command waits for its frozen site, and a freeze for the site's commands. */
const FROZEN_SECONDS_MAX = 30
const REST_SECONDS_MAX = 10
const LOOK_AGAIN_MS = 20
const EXIT_CODE_KILLED = 137

export interface WpRuns {
  run(place: Place, run: WpCliRun): Promise<{ exitCode: number }>
  /** Ends what runs in the slot. */
  end(place: Place): void
  /** Resolves once what ran at the time of the call has ended. */
  rest(place: Place): Promise<void>
}

interface UnderWay {
  readonly stop: AbortController
  readonly ended: Promise<unknown>
}

/** WP-CLI commands of this process: as a shard has one control group, there are no others. */
export function createWpRuns(world: WorldParts): WpRuns {
  const limited = createRunLimit(RUNS_MAX)
  const underWay = new Map<string, Set<UnderWay>>()
  return {
    async run(place, run) {
      claimedSlot(world.database, place)
      return await limited(keyOf(place), async () => {
        const stop = new AbortController()
        const signal = AbortSignal.any([run.signal, stop.signal])
        const result = await noted(underWay, keyOf(place), stop, perform(world, place, run.args, signal))
        if (result.stdout !== undefined) run.onOutput('stdout', result.stdout)
        if (result.stderr !== undefined) run.onOutput('stderr', result.stderr)
        return { exitCode: result.exitCode }
      })
    },
    end(place) {
      for (const { stop } of underWay.get(keyOf(place)) ?? []) stop.abort()
    },
    async rest(place) {
      await Promise.allSettled([...(underWay.get(keyOf(place)) ?? [])].map(({ ended }) => ended))
    },
  }
}

const keyOf = ({ shardId, slot }: Place) => `${shardId}/${slot}`

async function noted<T>(
  underWay: Map<string, Set<UnderWay>>,
  key: string,
  stop: AbortController,
  ended: Promise<T>,
): Promise<T> {
  const run = { stop, ended }
  const runs = underWay.get(key) ?? new Set()
  underWay.set(key, runs.add(run))
  try {
    return await ended
  } finally {
    runs.delete(run)
    if (runs.size === 0) underWay.delete(key)
  }
}

async function perform(
  world: WorldParts,
  place: Place,
  args: readonly string[],
  signal: AbortSignal,
): Promise<WpResult> {
  try {
    const deadlineMs = performance.now() + FROZEN_SECONDS_MAX * 1_000
    for (;;) {
      await untilThawed(world, place, deadlineMs, signal)
      const result = await attempt(world, place, args, signal)
      // Frozen while it was on its way: it has done nothing yet, so it waits like a new one.
      if (result !== undefined) return result
    }
  } catch (error) {
    if (signal.aborted) return { exitCode: EXIT_CODE_KILLED }
    throw error
  }
}

/** `undefined` where the site is frozen by now. */
function attempt(
  world: WorldParts,
  place: Place,
  args: readonly string[],
  signal: AbortSignal,
): Promise<WpResult | undefined> {
  const { database } = world
  return world.calls.make({
    kind: 'site.wp',
    subject: place.shardId,
    signal,
    reachable: () => reachPlace(world, place),
    effect: () =>
      database.transaction(() => {
        const slot = claimedSlot(database, place)
        if (slot.isFrozen) return undefined
        takeProcessor(database, place, slot.identity.siteId, PROCESSOR_SECONDS.command)
        const result = runWpCommand(slot, args, roomOf(database, place, slot))
        if (result.changed !== undefined) writeSite(database, place, result.changed)
        return result
      }),
  })
}

async function untilThawed(
  { database }: WorldParts,
  place: Place,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const slot = findSlot(database, place)
    if (slot?.kind !== 'claimed') throw new AipressError('site_moved', 'The site is elsewhere by now.')
    if (!slot.isFrozen) return
    if (performance.now() > deadlineMs) {
      throw new AipressError('site_busy', 'The site is being moved.', { hint: 'Try again in a minute.' })
    }
    await delay(LOOK_AGAIN_MS, undefined, { signal })
  }
}

/** Once its commands have ended, all at once. */
export async function freezeSlot(
  world: WorldParts,
  runs: WpRuns,
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const { database } = world
  const before = findSlot(database, place)
  // What runs in a frozen site only waits for its thaw.
  const isFrozen = before?.kind === 'claimed' && before.isFrozen
  if (!isFrozen && !(await restsInTime(world, runs.rest(place), signal))) {
    throw new AipressError('site_busy', 'The site does not come to rest.', { hint: 'Try again in a while.' })
  }
  await world.calls.make({
    kind: 'site.freeze',
    subject: place.shardId,
    signal,
    reachable: () => reachPlace(world, place),
    effect: () =>
      database.transaction(() => {
        const slot = claimedSlot(database, place)
        if (slot.isFrozen) return
        world.quotas.take('Cloud SQL mutations', 1, place.shardId)
        writeSite(database, place, { ...slot, isFrozen: true })
      }),
  })
}

async function restsInTime(
  { settings }: WorldParts,
  rest: Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  const limit = AbortSignal.any([
    signal,
    // Never shorter than the shortest timer, or nothing could rest in a world without time.
    AbortSignal.timeout(Math.max(100, REST_SECONDS_MAX * 1_000 * settings.timeScale)),
  ])
  const tooLong = new Promise<false>((resolve) => {
    limit.addEventListener('abort', () => resolve(false), { once: true })
  })
  const isAtRest = await Promise.race([rest.then(() => true as const), tooLong])
  signal.throwIfAborted()
  return isAtRest
}
