import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { SimulatedPlatform } from './platform.ts'

export interface Audit {
  /** Operations that were asked for and are in no group's records. */
  readonly lost: number
  /** Operations that are in the records of two groups. */
  readonly doubled: number
  /** Operations that have not ended. */
  readonly unfinished: number
  /** Faults between directory and world, in words, 20 at most. */
  readonly faults: readonly string[]
  readonly byState: ReadonlyMap<string, number>
}

/** Compares what was asked for with what is recorded, and what is recorded with what is there. */
export async function audit(platform: SimulatedPlatform, asked: readonly string[]): Promise<Audit> {
  const left = await leftovers(platform)
  const rows = await platform.askGroups('select id, state from engine_operations')
  const times = new Map<string, number>()
  const byState = new Map<string, number>()
  for (const row of rows) {
    times.set(String(row.id), (times.get(String(row.id)) ?? 0) + 1)
    byState.set(String(row.state), (byState.get(String(row.state)) ?? 0) + 1)
  }
  const open = ['queued', 'running', 'undoing'].reduce((sum, state) => sum + (byState.get(state) ?? 0), 0)
  return {
    lost: asked.filter((id) => !times.has(id)).length,
    doubled: [...times.values()].filter((count) => count > 1).length,
    unfinished: open,
    byState,
    faults: [...left, ...(await worldFaults(platform))].slice(0, 20),
  }
}

/** A purge, or the end of a move, is the platform’s own affair: nobody waits for it. What failed is tried again after five minutes. */
const REST_MS_MAX = 400_000
const LOOK_AGAIN_MS = 1_000

/** Waits until nothing is left to be tidied up, of deleted and of moved sites; what still is then is a fault. */
async function leftovers({ askDirectory }: SimulatedPlatform): Promise<string[]> {
  const deadline = performance.now() + REST_MS_MAX
  for (;;) {
    const left = await askDirectory(
      `select site_id, shard_id, slot, state from slots where state in ('arriving', 'departed')
       union all select site_id, shard_id, slot, state from sites where state in ('deleted', 'creating')`,
    )
    if (left.length === 0) return []
    if (performance.now() > deadline)
      return left.map((row) => `${row.site_id} is still ${row.state} at ${row.shard_id}/${row.slot}`)
    await delay(LOOK_AGAIN_MS)
  }
}

async function worldFaults(platform: SimulatedPlatform): Promise<string[]> {
  // One statement sees one moment; three would take what changes between them for a fault.
  const [moment] = await platform.askDirectory(
    `select (select json_agg(json_build_object('siteId', site_id, 'place', shard_id || '/' || slot, 'state', state)) from sites) as sites,
            (select json_agg(json_build_object('siteId', site_id, 'place', shard_id || '/' || slot, 'shardId', shard_id))
             from slots where site_id is not null) as slots,
            (select json_agg(json_build_object('shardId', shard_id, 'sites', sites, 'slots', slots)) from shards) as shards`,
  )
  const { sites, slots, shards } = Moment.parse(moment)
  const there = new Map(
    platform.world.inner.database
      .all(`SELECT shard_id, slot, site_id FROM slots WHERE state = 'claimed'`)
      .map((row) => [`${row.shard_id}/${row.slot}`, String(row.site_id)]),
  )
  const recorded = new Map(slots.map(({ place, siteId }) => [place, siteId]))
  const faults: string[] = []
  for (const { siteId, place, state } of sites) {
    if (there.get(place) !== siteId)
      faults.push(`${siteId} (${state}) is not in ${place}: ${there.get(place) ?? 'nobody'} is`)
    if (recorded.get(place) !== siteId)
      faults.push(`${place} is recorded as ${recorded.get(place) ?? 'nobody'}'s, not as ${siteId}'s`)
  }
  for (const [place, siteId] of there) {
    if (recorded.get(place) !== siteId) faults.push(`${siteId} is in ${place}, which nobody recorded`)
  }
  const counts = Map.groupBy(slots, ({ shardId }) => shardId)
  for (const shard of shards) {
    const count = counts.get(shard.shardId)?.length ?? 0
    if (count !== shard.sites) faults.push(`${shard.shardId} counts ${shard.sites} sites and has ${count}`)
    if (count > shard.slots) faults.push(`${shard.shardId} has ${count} sites, above its cap`)
  }
  return [...faults, ...(await routeFaults(platform))]
}

const Moment = z.object({
  sites: z
    .array(z.object({ siteId: z.string(), place: z.string(), state: z.string() }))
    .nullish()
    .transform(orNone),
  slots: z
    .array(z.object({ siteId: z.string(), place: z.string(), shardId: z.string() }))
    .nullish()
    .transform(orNone),
  shards: z
    .array(z.object({ shardId: z.string(), sites: z.number(), slots: z.number() }))
    .nullish()
    .transform(orNone),
})

function orNone<T>(list: T[] | null | undefined): T[] {
  return list ?? []
}

async function routeFaults(platform: SimulatedPlatform): Promise<string[]> {
  const wanted = await platform.askDirectory(
    `select hostname, shard_id, slot from hostnames join sites on sites.site_id = hostnames.site_id
     where sites.state <> 'deleted' and hostnames.kind <> 'held' and hostnames.is_primary`,
  )
  const routes = new Map(
    platform.world.inner.database
      .all('SELECT hostname, route FROM routes')
      .map((row) => [String(row.hostname), JSON.parse(String(row.route)) as Route]),
  )
  return wanted.flatMap((row) => {
    const route = routes.get(String(row.hostname))
    const { shardId, slot } = route?.place ?? {}
    const isRight = route?.kind !== 'site' || (shardId === row.shard_id && slot === Number(row.slot))
    if (route !== undefined && isRight && route.onHold !== true) return []
    return [`the edge has ${JSON.stringify(route)} for ${row.hostname}`]
  })
}

interface Route {
  readonly kind: string
  readonly place?: { readonly shardId: string; readonly slot: number }
  readonly onHold?: boolean
}
