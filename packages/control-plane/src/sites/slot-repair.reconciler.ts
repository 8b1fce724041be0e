import { AipressError } from '@aipress/contract'
import type { Engine } from '../engine/engine.ts'
import { hostnamesOf } from '../hostnames/index.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { Place } from '../platform/place.ts'
import type { SiteHost } from '../platform/site-host.ts'
import { type FilledSlot, recordShardEvent, type ShardStore } from '../shards/index.ts'
import { primaryHostname, type SiteRecord, type UrlOf } from './site.ts'
import { findSite, findSites } from './site-store.ts'

interface Deps {
  directory: Database
  shards: Pick<ShardStore, 'filledSlots' | 'controlGroup'>
  host: Pick<SiteHost, 'repair' | 'isServedAs' | 'applyTier'>
  engine: Pick<Engine, 'atWork' | 'transaction' | 'holdLane'>
  urlOf: UrlOf
  log: Log
}

/** A look at a slot takes some milliseconds: this many are a hundredth of a processor, and 5,000 sites take 17 minutes. */
const SLOTS_PER_TURN = 25

/**
 * Walks the slots that hold a WordPress, some at a turn, and has mended what is missing around their content. A
 * site that an operation is at work on is left alone: what looks like a loss may be meant, as in a move. So is one
 * whose operations are still another control group's, which alone knows. What was mended is told in the shard's
 * history.
 */
export function createSlotRepair(deps: Deps): Reconciler {
  let after: Place | undefined
  return {
    name: 'slot-repair',
    everySeconds: 5,
    async run(signal) {
      const slots = await deps.shards.filledSlots(after, SLOTS_PER_TURN)
      after = slots.length < SLOTS_PER_TURN ? undefined : slots.at(-1)?.place
      const siteIds = slots.flatMap((slot) => slot.siteId ?? [])
      const [busy, sites] = await Promise.all([
        deps.engine.atWork(siteIds),
        findSites(deps.directory, siteIds),
      ])
      const changes: string[] = []
      for (const slot of slots) {
        signal.throwIfAborted()
        if (slot.siteId !== undefined && busy.has(slot.siteId)) continue
        const site = sites.find((one) => one.siteId === slot.siteId)
        if (site !== undefined && site.controlGroup !== deps.shards.controlGroup) continue
        changes.push(...(await repair(deps, slot, site, signal)))
        if (site !== undefined) changes.push(...(await serveAsTier(deps, site, signal)))
      }
      return changes
    },
  }
}

async function repair(
  deps: Deps,
  { place, secrets }: FilledSlot,
  site: SiteRecord | undefined,
  signal: AbortSignal,
): Promise<string[]> {
  const url = site && (await toldUrl(deps, site))
  const mended = await deps.host.repair(place, { secrets, url }, signal).catch((err: unknown) => {
    signal.throwIfAborted()
    // A server that is away is the shard's trouble, and looked after as that.
    if (!(err instanceof AipressError && err.retryable))
      deps.log.warn({ err, ...place }, 'a slot was not mended')
    return []
  })
  if (mended.length === 0) return []
  const what = `${site?.name ?? `Slot ${place.slot}`}: ${mended.join('; ')}.`
  await recordShardEvent(deps.directory, place.shardId, { kind: 'healing', what })
  return [`${place.shardId}: ${what}`]
}

/**
 * With the site's lane held and the site read again, as a change of its tier or a move may have begun meanwhile, and a
 * PHP taken away from under it would leave visitors at a socket that nobody listens at.
 */
async function serveAsTier(
  deps: Deps,
  { siteId, place }: SiteRecord,
  signal: AbortSignal,
): Promise<string[]> {
  const { directory, engine, host, shards, log } = deps
  const isRight = async (site: SiteRecord) =>
    (site.state !== 'running' && site.state !== 'suspended') || (await host.isServedAs(site.place, site.tier))
  const found = await findSite(directory, siteId)
  if (found === undefined || (await isRight(found))) return []
  const mended = await engine
    .transaction(async (tx) => {
      if ((await engine.holdLane(tx, siteId)) !== undefined) return false
      const site = await findSite(directory, siteId)
      if (site === undefined || site.controlGroup !== shards.controlGroup || (await isRight(site)))
        return false
      await host.applyTier(site.place, site.tier, signal)
      return true
    })
    .catch((err: unknown) => {
      signal.throwIfAborted()
      log.warn({ err, ...place }, 'a site is not served as its tier is')
      return false
    })
  if (!mended) return []
  const what = `${found.name}: it was not served as a ${found.tier} site is: it is again.`
  await recordShardEvent(directory, found.place.shardId, { kind: 'healing', what })
  return [`${found.place.shardId}: ${what}`]
}

/** What its WordPress was last told to call itself. */
async function toldUrl({ directory, urlOf }: Deps, site: SiteRecord): Promise<string> {
  return site.toldUrl ?? urlOf(primaryHostname(site, await hostnamesOf(directory, [site.siteId])))
}
