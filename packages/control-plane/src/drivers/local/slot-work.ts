import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import { frozen, type SlotDeps, slotOf } from './slot-deps.ts'
import { readSlotRecord } from './slot-record.ts'
import type { WpCliTarget } from './wp-cli.ts'

/** A move takes a few seconds, or it is given up. */
const THAW_MS_MAX = 30_000
const PAUSE_MS = 50

/** Work that this process does in slots from outside PHP. A freeze waits for it, and it waits for a thaw. */
export interface SlotWork {
  isUnderWay(place: Place): boolean
  run<T>(place: Place, signal: AbortSignal, work: (target: WpCliTarget) => Promise<T>): Promise<T>
}

export function createSlotWork(deps: SlotDeps): SlotWork {
  const underWay = new Map<string, number>()
  const count = (place: Place, by: number) => {
    const key = slotOf(deps, place).root
    underWay.set(key, (underWay.get(key) ?? 0) + by)
    if (underWay.get(key) === 0) underWay.delete(key)
  }
  return {
    isUnderWay: (place) => underWay.has(slotOf(deps, place).root),
    async run(place, signal, work) {
      const until = Date.now() + THAW_MS_MAX
      for (let waited = false; ; waited = true) {
        // Counted before it looks, so that a freeze sees either the work or its waiting.
        count(place, 1)
        try {
          const target = await workableSite(deps, place, waited)
          if (target !== undefined || signal.aborted) return await work(target ?? aborted(signal))
        } finally {
          count(place, -1)
        }
        if (Date.now() > until) throw frozen(place)
        await delay(PAUSE_MS)
      }
    },
  }
}

const aborted = (signal: AbortSignal): never => {
  throw signal.reason
}

/** `undefined` while it is frozen. */
async function workableSite(deps: SlotDeps, place: Place, waited: boolean): Promise<WpCliTarget | undefined> {
  const record = await readSlotRecord(slotOf(deps, place))
  if (record?.kind !== 'claimed') {
    if (waited) throw new AipressError('site_moved', 'The site has moved to another place meanwhile.')
    throw new AipressError('internal_error', `There is no site in slot ${place.slot} of ${place.shardId}.`)
  }
  if (record.frozen) return undefined
  return { layout: deps.layout, place, wordpressVersion: record.wordpressVersion }
}
