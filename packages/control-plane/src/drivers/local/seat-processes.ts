import { stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Tier } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import { type Cgroups, groupOfSlot, LIMITS, openCgroups, SPENT_SHARE } from './cgroups.ts'
import { type CpuCounters, openCpuCounters } from './cpu-counters.ts'
import { type CpuCredits, countCredits, FULL_AFTER_MS, fullCredits } from './cpu-credits.ts'
import { type DatabaseMemory, lookAtDatabases, orderThreads } from './database-time.ts'
import type { Layout } from './layout.ts'
import type { ShardServers } from './shard-servers.ts'
import { type Tenant, tenantAt } from './slot-record.ts'
import { shardNumberOf, uidsOfShard } from './slot-user.ts'

/**
 * A shard's PHP-FPM starts the processes of all its sites in one cgroup, its own. This finds them there and puts each
 * into its site's, where whatever it starts is as well. What a site does in the moment before that counts for nobody.
 * It also counts what each site takes of the processors, and makes the share of one smaller that takes much for long.
 */
const EVERY_MS = 500
/** What was counted is written down; a killed process' successor finds most of the rest in the kernel. */
const SAVED_EVERY_MS = 5_000

/** What one turn leaves for the next. */
export interface Seating {
  /** Slots that were seen to have their tier's limits, which are not written each time. */
  readonly limited: Map<string, Tier>
  /** Slots in which nothing ran: gone if that is so twice, as somebody may just be about to enter. */
  readonly empty: Set<string>
  /** Of slots in which something ran lately, so that one that is left and entered anew has no more than before. */
  readonly credits: Map<string, CpuCredits>
  /** Seconds of the processors that sites' queries took, and that are not in their credits yet. */
  readonly queried: Map<string, { place: Place; seconds: number }>
}

export const newSeating = (): Seating => ({
  limited: new Map(),
  empty: new Set(),
  credits: new Map(),
  queried: new Map(),
})

interface TakenSlot extends Tenant {
  readonly place: Place
}

const slotAt = async (layout: Layout, place: Place): Promise<TakenSlot> => ({
  place,
  ...(await tenantAt(layout, place)),
})

interface Deps {
  readonly layout: Layout
  readonly servers: Pick<ShardServers, 'withDatabase'>
}

/** Goes on until it is disposed of. Where a machine permits no cgroups, queries alone are counted and come later. */
export async function keepProcessesSeated(deps: Deps): Promise<AsyncDisposable> {
  const cgroups = await openCgroups(deps.layout.home)
  const stop = new AbortController()
  const seating = newSeating()
  const counters = openCpuCounters(deps.layout)
  const memory: DatabaseMemory = new Map()
  const repeat = async (turn: () => Promise<void>, everyMs = EVERY_MS) => {
    while (!stop.signal.aborted) {
      // A shard that goes away meanwhile: the next turn sees what there is then.
      await turn().catch(() => undefined)
      await delay(everyMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }
  // Side by side, as a database server that does not answer must not hold up the seating.
  const running = Promise.all([
    repeat(() => seatProcesses({ layout: deps.layout, cgroups, counters }, seating)),
    repeat(() => orderQueries(deps, seating, memory)),
    repeat(() => counters.save(), SAVED_EVERY_MS),
  ])
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
      await counters.save()
    },
  }
}

/** One turn of the database servers: what was taken goes to the credits, and who has none left comes later. */
export async function orderQueries(deps: Deps, seating: Seating, memory: DatabaseMemory): Promise<void> {
  const queries = await lookAtDatabases(deps, memory)
  for (const { place, seconds } of queries) {
    const group = groupOfSlot(place)
    const before = seating.queried.get(group)?.seconds ?? 0
    if (before + seconds > 0) seating.queried.set(group, { place, seconds: before + seconds })
  }
  orderThreads(queries, memory, (place) => seating.credits.get(groupOfSlot(place))?.isSpent === true)
}

export interface SeatingDeps {
  readonly layout: Layout
  readonly cgroups: Cgroups
  readonly counters: CpuCounters
}

/** One turn. What one site's processes do to it is nobody else's trouble. */
export async function seatProcesses(
  deps: SeatingDeps,
  seating: Seating,
  nowMs = performance.now(),
): Promise<void> {
  const { layout, cgroups } = deps
  const { shards, slots } = await cgroups.list()
  for (const shardId of shards) {
    for (const pid of await cgroups.processesOfShard(shardId)) {
      const place = await placeOf(layout, shardId, pid)
      if (place !== undefined) await seat(layout, cgroups, seating, place, pid).catch(() => undefined)
    }
  }
  for (const place of slots) {
    const slot = await slotAt(layout, place)
    await meter(deps, seating, slot, nowMs).catch(() => undefined)
    await look(deps, seating, slot).catch(() => undefined)
  }
  // Of sites that nothing runs of but their queries.
  for (const { place } of [...seating.queried.values()])
    await meter(deps, seating, await slotAt(layout, place), nowMs).catch(() => undefined)
  for (const [group, { atMs }] of seating.credits)
    if (nowMs - atMs >= FULL_AFTER_MS) seating.credits.delete(group)
}

async function seat(layout: Layout, cgroups: Cgroups, seating: Seating, place: Place, pid: number) {
  const slot = await slotAt(layout, place)
  await limit(cgroups, seating, slot)
  if (await cgroups.enter(place, pid)) return
  // Whoever removes a shard takes them away without a word.
  seating.limited.delete(groupOfSlot(place))
  await limit(cgroups, seating, slot)
  await cgroups.enter(place, pid)
}

/** One that nothing runs in goes, as an empty one costs the kernel memory too; one in use has its limits. */
async function look({ cgroups, counters }: SeatingDeps, seating: Seating, slot: TakenSlot): Promise<void> {
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
  // What is not written down yet would go with it, were this process killed now.
  await counters.save(place.shardId)
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
  { place, tier }: Pick<TakenSlot, 'place' | 'tier'>,
): Promise<void> {
  const group = groupOfSlot(place)
  const isSpent = credits.get(group)?.isSpent === true
  if (limited.get(group) === tier && !isSpent) return
  if (await cgroups.ensureSlot(place, tier, isSpent ? SPENT_SHARE : 1)) limited.set(group, tier)
}

async function meter({ cgroups, counters }: SeatingDeps, seating: Seating, slot: TakenSlot, nowMs: number) {
  const { credits, limited, queried } = seating
  const { place, siteId, tier } = slot
  const group = groupOfSlot(place)
  const { cpuSustained } = LIMITS[tier]
  const { group: counted, seconds: usedSeconds } = cgroups.cpuOf(place)
  const besidesSeconds = queried.get(group)?.seconds ?? 0
  queried.delete(group)
  // Queries alone would say something else on a machine without cgroups than on one with them.
  if (cgroups.available)
    await counters.count({ place, siteId, group: counted, groupSeconds: usedSeconds, besidesSeconds })
  const before = credits.get(group)
  const now = countCredits(
    before ?? fullCredits(cpuSustained, usedSeconds, nowMs),
    cpuSustained,
    { usedSeconds, besidesSeconds },
    nowMs,
  )
  credits.set(group, now)
  if (now.isSpent === (before?.isSpent ?? false)) return
  limited.delete(group)
  // Where nothing runs there may be no folders, and none are made for it.
  if (!(await cgroups.isEmpty(place))) await limit(cgroups, seating, slot)
}
