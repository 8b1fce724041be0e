import { stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Tier } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import { type Cgroups, groupOfSlot, openCgroups } from './cgroups.ts'
import type { Layout } from './layout.ts'
import { tierAt } from './slot-record.ts'
import { shardNumberOf, uidsOfShard } from './slot-user.ts'

/**
 * A shard's PHP-FPM starts the processes of all its sites in one cgroup, its own. This finds them there and puts each
 * into its site's, where whatever it starts is as well. What a site does in the moment before that counts for nobody.
 */
const EVERY_MS = 500

/** Goes on until it is disposed of. A machine without cgroups is left alone. */
export async function keepProcessesSeated(layout: Layout): Promise<AsyncDisposable & { available: boolean }> {
  const cgroups = await openCgroups(layout.home)
  const stop = new AbortController()
  const limited = new Map<string, Tier>()
  const loop = async () => {
    while (!stop.signal.aborted) {
      // A shard that goes away meanwhile, or a file: the next turn sees what there is then.
      await seatProcesses(layout, cgroups, limited).catch(() => undefined)
      await delay(EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }
  const running = cgroups.available ? loop() : Promise.resolve()
  return {
    available: cgroups.available,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

/** One turn. `limited` holds which slots were seen to have their tier's limits, so that they are not written each time. */
export async function seatProcesses(
  layout: Layout,
  cgroups: Cgroups,
  limited: Map<string, Tier>,
): Promise<void> {
  const { shards, slots } = await cgroups.list()
  for (const shardId of shards) {
    for (const pid of await cgroups.processesOfShard(shardId)) {
      const place = await placeOf(layout, shardId, pid)
      if (place === undefined) continue
      await limit(layout, cgroups, place, limited)
      await cgroups.enter(place, pid)
    }
  }
  for (const place of slots) {
    // One that nothing runs in goes, as an empty one costs the kernel memory too; one in use keeps what it has.
    await cgroups.removeSlot(place)
  }
  const left = new Set((await cgroups.list()).slots.map(groupOfSlot))
  for (const group of limited.keys()) if (!left.has(group)) limited.delete(group)
  for (const place of slots) if (left.has(groupOfSlot(place))) await limit(layout, cgroups, place, limited)
}

/** Undefined for what is not a site's: the PHP-FPM itself, which is root's. */
async function placeOf(layout: Layout, shardId: string, pid: number): Promise<Place | undefined> {
  const uid = (await stat(`/proc/${pid}`).catch(() => undefined))?.uid
  if (uid === undefined) return undefined
  const { first, last } = uidsOfShard(layout.home, shardNumberOf(shardId))
  return uid < first || uid > last ? undefined : { shardId, slot: uid - first }
}

async function limit(
  layout: Layout,
  cgroups: Cgroups,
  place: Place,
  limited: Map<string, Tier>,
): Promise<void> {
  const group = groupOfSlot(place)
  const tier = await tierAt(layout, place)
  if (limited.get(group) === tier) return
  await cgroups.ensureSlot(place, tier)
  limited.set(group, tier)
}
