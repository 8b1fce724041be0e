import { stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Tier } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import { type Cgroups, groupOfSlot, LIMITS, openCgroups, SPENT_SHARE } from './cgroups.ts'
import { type CpuCredits, countCredits, FULL_AFTER_MS, fullCredits } from './cpu-credits.ts'
import type { Layout } from './layout.ts'
import { tierAt } from './slot-record.ts'
import { shardNumberOf, uidsOfShard } from './slot-user.ts'

/**
 * A shard's PHP-FPM starts the processes of all its sites in one cgroup, its own. This finds them there and puts each
 * into its site's, where whatever it starts is as well. What a site does in the moment before that counts for nobody.
 * It also sees what each site takes of the processors, and makes the share of one smaller that takes much for long.
 */
const EVERY_MS = 500

/** What one turn leaves for the next. */
export interface Seating {
  /** Slots that were seen to have their tier's limits, which are not written each time. */
  readonly limited: Map<string, Tier>
  /** Slots in which nothing ran: gone if that is so twice, as somebody may just be about to enter. */
  readonly empty: Set<string>
  /** Of slots in which something ran lately, so that one that is left and entered anew has no more than before. */
  readonly credits: Map<string, CpuCredits>
}

export const newSeating = (): Seating => ({ limited: new Map(), empty: new Set(), credits: new Map() })

interface TieredSlot {
  readonly place: Place
  readonly tier: Tier
}

/** Goes on until it is disposed of. A machine without cgroups is left alone. */
export async function keepProcessesSeated(layout: Layout): Promise<AsyncDisposable> {
  const cgroups = await openCgroups(layout.home)
  const stop = new AbortController()
  const seating = newSeating()
  const loop = async () => {
    while (!stop.signal.aborted) {
      // A shard that goes away meanwhile: the next turn sees what there is then.
      await seatProcesses(layout, cgroups, seating).catch(() => undefined)
      await delay(EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }
  const running = cgroups.available ? loop() : Promise.resolve()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

/** One turn. What one site's processes do to it is nobody else's trouble. */
export async function seatProcesses(
  layout: Layout,
  cgroups: Cgroups,
  seating: Seating,
  nowMs = performance.now(),
): Promise<void> {
  const { shards, slots } = await cgroups.list()
  for (const shardId of shards) {
    for (const pid of await cgroups.processesOfShard(shardId)) {
      const place = await placeOf(layout, shardId, pid)
      if (place !== undefined) await seat(layout, cgroups, seating, place, pid).catch(() => undefined)
    }
  }
  for (const place of slots) {
    const tier = await tierAt(layout, place)
    await look(cgroups, seating, { place, tier }).catch(() => undefined)
    await meter(cgroups, seating, { place, tier }, nowMs).catch(() => undefined)
  }
  for (const [group, { atMs }] of seating.credits)
    if (nowMs - atMs >= FULL_AFTER_MS) seating.credits.delete(group)
}

async function seat(layout: Layout, cgroups: Cgroups, seating: Seating, place: Place, pid: number) {
  const slot = { place, tier: await tierAt(layout, place) }
  await limit(cgroups, seating, slot)
  if (await cgroups.enter(place, pid)) return
  // Whoever removes a shard takes them away without a word.
  seating.limited.delete(groupOfSlot(place))
  await limit(cgroups, seating, slot)
  await cgroups.enter(place, pid)
}

/** One that nothing runs in goes, as an empty one costs the kernel memory too; one in use has its limits. */
async function look(cgroups: Cgroups, seating: Seating, slot: TieredSlot): Promise<void> {
  const { place } = slot
  const group = groupOfSlot(place)
  if (!(await cgroups.isEmpty(place))) {
    seating.empty.delete(group)
    return await limit(cgroups, seating, slot)
  }
  if (!seating.empty.has(group)) {
    seating.empty.add(group)
    return
  }
  seating.empty.delete(group)
  seating.limited.delete(group)
  await cgroups.removeSlot(place)
}

/** Undefined for what is not a site's: the PHP-FPM itself, which is root's. */
async function placeOf(layout: Layout, shardId: string, pid: number): Promise<Place | undefined> {
  const uid = (await stat(`/proc/${pid}`).catch(() => undefined))?.uid
  if (uid === undefined) return undefined
  const { first, last } = uidsOfShard(layout.home, shardNumberOf(shardId))
  return uid < first || uid > last ? undefined : { shardId, slot: uid - first }
}

/** A spent one's is written each time: whoever starts something there gives it a whole share. */
async function limit(
  cgroups: Cgroups,
  { limited, credits }: Seating,
  { place, tier }: TieredSlot,
): Promise<void> {
  const group = groupOfSlot(place)
  const isSpent = credits.get(group)?.isSpent === true
  if (limited.get(group) === tier && !isSpent) return
  if (await cgroups.ensureSlot(place, tier, isSpent ? SPENT_SHARE : 1)) limited.set(group, tier)
}

async function meter(cgroups: Cgroups, seating: Seating, slot: TieredSlot, nowMs: number) {
  const { credits, limited } = seating
  const { place, tier } = slot
  const group = groupOfSlot(place)
  const { cpuSustained } = LIMITS[tier]
  const usedSeconds = await cgroups.cpuSeconds(place)
  const before = credits.get(group)
  const now =
    before === undefined
      ? fullCredits(cpuSustained, usedSeconds, nowMs)
      : countCredits(before, cpuSustained, usedSeconds, nowMs)
  credits.set(group, now)
  if (now.isSpent === (before?.isSpent ?? false)) return
  limited.delete(group)
  await limit(cgroups, seating, slot)
}
