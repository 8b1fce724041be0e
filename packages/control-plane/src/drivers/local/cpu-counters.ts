import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import { ROOT_ONLY, replaceFile } from './owned-files.ts'

/**
 * Each site's processor time, as a counter in a file of its shard: what one process counts, those of other control
 * groups read. With it is written which cgroup was counted and how far, so whoever comes after a killed process goes on
 * from there, and what was taken in between is neither lost nor counted twice.
 */
const Counter = z.object({
  /** Whose it is, or was: it stays until another site comes, so that the last of it is read as well. */
  siteId: z.string(),
  counter: z.string(),
  seconds: z.number(),
  /** The cgroup that was counted last, and how far. */
  group: z.string(),
  groupSeconds: z.number(),
})
type Counter = z.infer<typeof Counter>

const Counters = z.record(z.string(), Counter)

/** One slot as it was looked at. */
export interface CpuLook {
  readonly place: Place
  /** Undefined where no site is: its preparation is nobody's. */
  readonly siteId: string | undefined
  /** Another name is another cgroup, which began at nothing; undefined where there is none. */
  readonly group: string | undefined
  /** Of that cgroup. */
  readonly groupSeconds: number
  /** What was taken for it elsewhere since the look before. */
  readonly besidesSeconds: number
}

export interface CpuCounters {
  count(look: CpuLook): Promise<void>
  /** Writes what has changed, of one shard or of all. What cannot be written is tried with the next. */
  save(shardId?: string): Promise<void>
}

type Counted = Pick<Counter, 'group' | 'groupSeconds'>

interface Shard {
  readonly slots: Map<string, Counter>
  /** How far cgroups of slots without a site have come, for the site that will be there. */
  readonly unclaimed: Map<string, Counted>
  hasChanged: boolean
}

export function openCpuCounters(layout: Layout): CpuCounters {
  const shards = new Map<string, Promise<Shard>>()
  const shardOf = (shardId: string) => {
    const shard = shards.get(shardId) ?? readShard(layout, shardId)
    shards.set(shardId, shard)
    return shard
  }
  const write = async (shardId: string) => {
    const shard = await shardOf(shardId)
    if (!shard.hasChanged) return
    shard.hasChanged = false
    const text = `${JSON.stringify(Object.fromEntries(shard.slots))}\n`
    await replaceFile(layout.shard(shardId).cpu, text, ROOT_ONLY).catch(() => {
      shard.hasChanged = true
    })
  }
  return {
    async count(look) {
      addTo(await shardOf(look.place.shardId), look)
    },
    async save(shardId) {
      for (const id of shardId === undefined ? [...shards.keys()] : [shardId]) await write(id)
    },
  }
}

const readShard = async (layout: Layout, shardId: string): Promise<Shard> => ({
  slots: new Map(Object.entries(await readCounters(layout, shardId))),
  unclaimed: new Map(),
  hasChanged: false,
})

function addTo(shard: Shard, { place, siteId, group, groupSeconds, besidesSeconds }: CpuLook): void {
  const slot = String(place.slot)
  const known = shard.slots.get(slot)
  if (siteId === undefined) {
    if (group !== undefined) shard.unclaimed.set(slot, { group, groupSeconds })
    return
  }
  const own = known?.siteId === siteId ? known : successor(siteId, shard.unclaimed.get(slot) ?? known)
  shard.unclaimed.delete(slot)
  const from = own.group === group ? own.groupSeconds : 0
  // The kernel's counter of one cgroup never falls; where a machine's does, nothing is made up of it.
  const taken = (group === undefined ? 0 : Math.max(0, groupSeconds - from)) + besidesSeconds
  if (taken === 0 && known === own) return
  const counted = group === undefined ? {} : { group, groupSeconds }
  shard.slots.set(slot, { ...own, ...counted, seconds: own.seconds + taken })
  shard.hasChanged = true
}

/** What was taken in the slot before is not the new site's. */
const successor = (siteId: string, before: Counted = { group: '', groupSeconds: 0 }): Counter => ({
  siteId,
  counter: new Date().toISOString(),
  seconds: 0,
  group: before.group,
  groupSeconds: before.groupSeconds,
})

/** By slot. A file that cannot be understood is as good as none: counters begin anew, and say so by their names. */
export async function readCounters(layout: Layout, shardId: string): Promise<Record<string, Counter>> {
  const text = await readFile(layout.shard(shardId).cpu, 'utf8').catch(() => '{}')
  try {
    return Counters.parse(JSON.parse(text))
  } catch {
    return {}
  }
}
