import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Place } from '../../platform/place.ts'
import { bootFrontPage } from './front-page.ts'
import type { Layout } from './layout.ts'
import { readSlotRecord } from './slot-record.ts'

/**
 * A PHP-FPM that has just started knows no code: the next page, of whichever site of its shard, waits 0.6 s until
 * WordPress is compiled. So a page is asked for as soon as a new one is seen, and what that compiled is there for
 * all, as they share core and themes. Who comes in that very moment waits with it.
 */
const EVERY_MS = 500
/** Slots that are looked at for one that can show a page. */
const SLOTS_MAX = 64
/** A page that needs longer has other troubles than code that is not compiled yet. */
const PAGE_MS_MAX = 10_000
const PAGES_MAX = 3

/** Goes on until it is disposed of. */
export function keepPhpWarm(layout: Layout): AsyncDisposable {
  const stop = new AbortController()
  const known = new Map<string, string>()
  const loop = async () => {
    while (!stop.signal.aborted) {
      const shardIds = await readdir(layout.shards).catch(() => [])
      await Promise.all(shardIds.map((shardId) => warmIfNew(layout, shardId, known)))
      await delay(EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }
  const running = loop()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

/** `known` holds the number of the PHP-FPM that each shard was last seen with. */
export async function warmIfNew(
  layout: Layout,
  shardId: string,
  known: Map<string, string>,
): Promise<boolean> {
  const pid = await readFile(layout.shard(shardId).php.pid, 'utf8').catch(() => '')
  if (pid === '' || known.get(shardId) === pid) return false
  const places = await someSites(layout, shardId)
  if (places.length === 0) return false
  known.set(shardId, pid)
  for (const place of places) {
    const page = await bootFrontPage(layout, place, { timeoutMs: PAGE_MS_MAX }).catch(() => undefined)
    if (page?.status === 200) return true
  }
  return false
}

/** Those that are nobody's yet first, then some that share the shard's PHP. */
async function someSites(layout: Layout, shardId: string): Promise<Place[]> {
  const [nobodys, sites]: [Place[], Place[]] = [[], []]
  for (let slot = 1; slot <= SLOTS_MAX; slot += 1) {
    const record = await readSlotRecord(layout.shard(shardId).slot(slot)).catch(() => undefined)
    if (record?.kind === 'prepared') nobodys.push({ shardId, slot })
    if (record?.kind === 'claimed' && !record.frozen && record.tier === 'bronze')
      sites.push({ shardId, slot })
    if (nobodys.length === PAGES_MAX) break
  }
  return [...nobodys, ...sites].slice(0, PAGES_MAX)
}
