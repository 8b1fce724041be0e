import type { Place } from '../../platform/place.ts'
import { phpSocketsOf, pingPhp } from './php-fpm.ts'
import { type SlotDeps, slotOf } from './slot-deps.ts'
import { killProcessesOf } from './slot-processes.ts'
import { readSlotRecord } from './slot-record.ts'

/** 64 visitors may wait at the pool's socket, of whom each round of killing lets in four. */
const ROUNDS_MAX = 20

/**
 * Ends all that the site runs. Visitors who were let in before the web server heard of the end may still
 * wait at the pool's socket; a ping that is answered has waited behind them.
 */
export async function haltSlot(
  deps: Pick<SlotDeps, 'layout'>,
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const { layout } = deps
  if ((await readSlotRecord(slotOf(deps, place))) === undefined) return
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    signal.throwIfAborted()
    await killProcessesOf(layout, place)
    const pings = await Promise.allSettled((await phpSocketsOf(layout, place)).map(pingPhp))
    if (pings.every((ping) => ping.status === 'fulfilled')) break
  }
  await killProcessesOf(layout, place)
}
