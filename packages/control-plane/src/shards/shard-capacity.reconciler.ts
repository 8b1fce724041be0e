import { AipressError, type Tier } from '@aipress/contract'
import type { Engine } from '../engine/engine.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Database, transact } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { Turns } from '../kernel/turns.ts'
import { DISK_FREE_BYTES_MIN, type Machine } from '../platform/machine.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import { recordShardEvent } from './shard-events.ts'
import { findShard } from './shard-records.ts'
import { isBeingMade, laneOf } from './shard-services.ts'
import type { ShardLoad, ShardStore } from './shard-store.ts'
import { isDedicated, type ShardRow } from './shard-tables.ts'

/** A new shard takes seconds to make; twelve free places bridge them at several creations a second. */
const HEADROOM_MIN = 12

/** How this platform makes its shards. */
export interface ShardPlan {
  /** Slots of a new shard. */
  readonly sitesMax: number
  /** Placement prefers shards with fewer sites than this. */
  readonly sitesTarget: number
  /** Shards that a control group may have. */
  readonly countMax: number
  /** The same of those that are one gold site's. None: gold sites share servers with others. */
  readonly dedicatedMax: number
  /** Each has headroom of its own. */
  readonly regions: readonly string[]
  readonly tiers: readonly Tier[]
}

interface Deps {
  directory: Database
  shards: ShardStore
  host: ShardHost
  turns: Turns
  machine: Pick<Machine, 'disk'>
  plan: ShardPlan
  phpVersion: string
  engine: Pick<Engine, 'atWork' | 'find'>
  clock: Clock
  log: Log
}

/** Makes shards ahead of need, and makes sure after a start that those which should be there are. */
export function createShardCapacity(deps: Deps): Reconciler {
  const { directory, shards, host, turns, machine, plan, phpVersion, log } = deps
  const ensured = new Set<string>()

  /** Answers whether it was wanted: an operation may have begun or ended since it was listed. */
  async function ensure({ shardId }: ShardRow, signal: AbortSignal): Promise<boolean> {
    const shard = await findShard(directory, shardId)
    if (shard === undefined || !isWanted(shard) || (await othersWork(deps, [shard])).size > 0) return false
    await host.ensure(shard, signal)
    await shards.markReady(shardId, phpVersion)
    if (shard.state === 'preparing') {
      const what = 'The platform made it, as there was little room left.'
      await transact(directory, (tx) =>
        recordShardEvent(tx, shardId, { kind: 'state', state: 'healthy', what }),
      )
    }
    ensured.add(shardId)
    return true
  }

  const ensureInTurn = (shard: ShardRow, signal: AbortSignal) =>
    turns.take(shard.shardId, () => ensure(shard, signal), signal)

  async function extend(region: string, shared: ShardLoad[], signal: AbortSignal): Promise<string[]> {
    // An operation is making one.
    if (shared.some((shard) => shard.region === region && shard.state === 'preparing')) return []
    const room = headroom(shared.filter((shard) => shard.region === region))
    if (room >= Math.min(HEADROOM_MIN, plan.sitesTarget)) return []
    if ((await machine.disk()).freeBytes < DISK_FREE_BYTES_MIN) return []
    const { sitesMax: slots, sitesTarget, tiers } = plan
    const added = await shards
      .add({ slots, sitesTarget, tiers, region }, plan.countMax)
      .catch((error: unknown) => {
        if (error instanceof AipressError && error.code === 'shards_exhausted') return undefined
        throw error
      })
    if (added === undefined) return []
    if (!(await ensureInTurn(added, signal))) return []
    return [`made ${added.shardId} in ${region}: ${room} places were free`]
  }

  return {
    name: 'shard-capacity',
    everySeconds: 10,
    nudges: ['slot-warmer'],
    async run(signal) {
      const changes: string[] = []
      const present = await shards.all()
      const others = await othersWork(deps, present)
      for (const shard of present) {
        if (!isWanted(shard) || others.has(shard.shardId)) continue
        if (ensured.has(shard.shardId) && shard.state !== 'preparing') continue
        await ensureInTurn(shard, signal).then(
          (done) => done && changes.push(`${shard.shardId} is ready`),
          // One that is down must not keep the others from being made ready.
          (err: unknown) => log.warn({ err, shardId: shard.shardId }, 'a shard cannot be made ready for now'),
        )
      }
      const shared = (await shards.loads()).filter((shard) => !isDedicated(shard))
      for (const region of plan.regions) changes.push(...(await extend(region, shared, signal)))
      return changes
    },
  }
}

const isWanted = ({ state }: ShardRow) => state !== 'retiring' && state !== 'retired'

/**
 * Shards that an operation makes or removes at this moment, or is about to. Servers that are to be one site's are
 * made by the site's operation and by nobody else: what that leaves behind is removed (dedicated-shards.reconciler.ts).
 */
async function othersWork({ engine, clock }: Deps, shards: readonly ShardRow[]): Promise<Set<string>> {
  const lanes = await engine.atWork(shards.map((shard) => laneOf(shard.shardId)))
  const others = new Set<string>()
  for (const shard of shards) {
    const isOthers =
      lanes.has(laneOf(shard.shardId)) ||
      (shard.state === 'preparing' && isDedicated(shard)) ||
      (await isBeingMade(engine, shard, clock()))
    if (isOthers) others.add(shard.shardId)
  }
  return others
}

/** Sites that fit on shards which take new ones, without any going above its target. Those of one site take none. */
export function headroom(shards: readonly ShardRow[]): number {
  return shards
    .filter((shard) => shard.state === 'ready' && shard.health !== 'down' && !isDedicated(shard))
    .reduce((sum, shard) => sum + Math.max(0, Math.min(shard.sitesTarget, shard.slots) - shard.sites), 0)
}
