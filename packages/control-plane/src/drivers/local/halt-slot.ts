import { setTimeout as delay } from 'node:timers/promises'
import type { Place } from '../../platform/place.ts'
import { phpSocketsOf, pingPhp } from './php-fpm.ts'
import { type SlotDeps, slotOf } from './slot-deps.ts'
import { killProcessesOf } from './slot-processes.ts'
import { readSlotRecord } from './slot-record.ts'

/** 64 visitors may wait at the pool's socket, and each strike lets in as many as the site has processes: 16 do. */
const STRIKES_MAX = 200
/** Where no PHP listens there is nobody to strike. */
const PINGS_MAX = 20
/** Who was let in is not left to run until a ping behind it gives up. */
const PAUSE_MS = 100

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
  let pings: Pings | undefined
  for (let [strike, failed] = [0, 0]; strike < STRIKES_MAX && failed < PINGS_MAX; strike += 1) {
    signal.throwIfAborted()
    await killProcessesOf(layout, place)
    if (pings?.outcome !== 'waiting') pings = startPings(await phpSocketsOf(layout, place))
    await Promise.race([pings.done, delay(PAUSE_MS)])
    if (pings.outcome === 'answered') break
    if (pings.outcome === 'failed') failed += 1
  }
  await pings?.done
  await killProcessesOf(layout, place)
}

interface Pings {
  outcome: 'waiting' | 'answered' | 'failed'
  readonly done: Promise<void>
}

/** One to each socket. A strike may hit who was about to answer. */
function startPings(sockets: readonly string[]): Pings {
  const pings: Pings = {
    outcome: 'waiting',
    done: Promise.allSettled(sockets.map(pingPhp)).then((all) => {
      pings.outcome = all.every(({ status }) => status === 'fulfilled') ? 'answered' : 'failed'
    }),
  }
  return pings
}
