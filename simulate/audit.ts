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
    faults: (await worldFaults(platform)).slice(0, 20),
  }
}

async function worldFaults(platform: SimulatedPlatform): Promise<string[]> {
  const [sites, slots, shards] = await Promise.all([
    platform.askDirectory('select site_id, shard_id, slot, state from sites'),
    platform.askDirectory('select shard_id, slot, state, site_id from slots where site_id is not null'),
    platform.askDirectory('select shard_id, sites, slots from shards'),
  ])
  const there = new Map<string, string>()
  for (const row of platform.world.inner.database.all(
    `SELECT shard_id, slot, site_id FROM slots WHERE state = 'claimed'`,
  )) {
    there.set(`${row.shard_id}/${row.slot}`, String(row.site_id))
  }
  const recorded = new Map(slots.map((row) => [`${row.shard_id}/${row.slot}`, row]))
  const faults: string[] = []
  for (const site of sites) {
    const place = `${site.shard_id}/${site.slot}`
    if (there.get(place) !== site.site_id) faults.push(`${site.site_id} (${site.state}) is not in ${place}`)
    if (recorded.get(place)?.site_id !== site.site_id)
      faults.push(`${place} is not recorded as ${site.site_id}'s`)
  }
  for (const [place, siteId] of there) {
    if (recorded.get(place)?.site_id !== siteId)
      faults.push(`${siteId} is in ${place}, which nobody recorded`)
  }
  const counts = Map.groupBy(slots, (row) => String(row.shard_id))
  for (const shard of shards) {
    const count = counts.get(String(shard.shard_id))?.length ?? 0
    if (count !== Number(shard.sites))
      faults.push(`${shard.shard_id} counts ${shard.sites} sites and has ${count}`)
    if (count > Number(shard.slots)) faults.push(`${shard.shard_id} has ${count} sites, above its cap`)
  }
  return [...faults, ...(await routeFaults(platform))]
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
