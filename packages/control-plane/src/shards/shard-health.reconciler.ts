import type { PartHealth } from '@aipress/contract'
import { atMost } from '../kernel/at-most.ts'
import { type Database, transact } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { Turns } from '../kernel/turns.ts'
import type { Edge } from '../platform/edge.ts'
import { DISK_FREE_BYTES_MIN, type Machine } from '../platform/machine.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import { isServing, stateOf } from './shard-description.ts'
import { recordShardEvent } from './shard-events.ts'
import { remedyFor, restartsSince, type Sickness } from './shard-healing.ts'
import { type Doubt, judge, partName, type Surroundings, type Verdict, weigh } from './shard-health.ts'
import { findShard, setHealth } from './shard-records.ts'
import type { ShardStore } from './shard-store.ts'
import type { ShardRow } from './shard-tables.ts'

interface Deps {
  directory: Database
  shards: Pick<ShardStore, 'all'>
  host: Pick<ShardHost, 'inspect' | 'restart' | 'ensure' | 'repair'>
  turns: Turns
  machine: Pick<Machine, 'disk'>
  edge: Pick<Edge, 'traffic'>
}

/** A look asks three servers something small; more at once would only wait for the processor. */
const LOOKS_AT_ONCE_MAX = 8
/** A well shard is looked at in every third turn, one in doubt in each: a hundred shards cost 35 looks a turn. */
const TURNS_PER_LOOK = 3
/** For all that one look mends. Starting a server afresh takes seconds; longer means that it does not come, and others wait. */
const REMEDY_MS_MAX = 60_000

/** What was seen of a shard before. Lost with the process, which then needs a few looks more. */
interface Watch {
  doubt: Doubt | undefined
  parts: readonly PartHealth[]
  sick: Map<string, Sickness>
}

/**
 * Looks at every shard, writes down how it does where that has changed, and mends what the supervisor cannot:
 * a daemon that runs and does not answer, one that cannot start because its files are gone. What it mended is
 * told in the shard's history.
 */
export function createShardHealth(deps: Deps): Reconciler {
  const watches = new Map<string, Watch>()
  let turn = 0
  return {
    name: 'shard-health',
    everySeconds: 3,
    async run(signal) {
      const serving = (await deps.shards.all()).filter(isServing)
      const ids = new Set(serving.map((shard) => shard.shardId))
      for (const shardId of watches.keys()) if (!ids.has(shardId)) watches.delete(shardId)
      turn += 1
      const due = serving.filter((shard) => isDue(shard, watches.get(shard.shardId), turn))
      if (due.length === 0) return []
      const isDiskFull = (await deps.machine.disk()).freeBytes < DISK_FREE_BYTES_MIN
      // An edge that cannot be asked is seen elsewhere, and says nothing of the shards.
      const traffic = await deps.edge.traffic(signal).catch(() => undefined)
      const changes = await atMost(LOOKS_AT_ONCE_MAX, due, async (shard) => {
        const watch = watches.get(shard.shardId) ?? { doubt: undefined, parts: [], sick: new Map() }
        watches.set(shard.shardId, watch)
        const surroundings = { isDiskFull, traffic: traffic?.get(shard.shardId) }
        return lookAt(deps, shard, watch, surroundings, signal)
      })
      return changes.flat()
    },
  }
}

function isDue({ number }: ShardRow, watch: Watch | undefined, turn: number): boolean {
  if (watch === undefined || watch.doubt !== undefined || watch.sick.size > 0) return true
  return (turn + number) % TURNS_PER_LOOK === 0
}

async function lookAt(
  deps: Deps,
  shard: ShardRow,
  watch: Watch,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<string[]> {
  const parts = await deps.host.inspect(shard.shardId, signal)
  // Whoever makes, mends or removes it now is not to be disturbed; there is another look in seconds.
  if (deps.turns.isTaken(shard.shardId)) return []
  const limit = AbortSignal.any([signal, AbortSignal.timeout(REMEDY_MS_MAX)])
  const heal = async () => {
    // It may have been closed meanwhile, to be removed: nothing of it is wanted back.
    const now = await findShard(deps.directory, shard.shardId)
    if (now === undefined || !isServing(now)) return undefined
    const restarts = restartsSince(watch.parts, parts)
    const mended = await mendFiles(deps, shard, signal, limit)
    watch.parts = parts
    return [...restarts, ...mended, ...(await treat(deps, shard, watch, limit))]
  }
  const healed = await deps.turns.take(shard.shardId, heal, limit)
  if (healed === undefined) return []
  for (const what of healed) await recordShardEvent(deps.directory, shard.shardId, { kind: 'healing', what })
  const changed = await record(deps, shard, watch, judge(parts, surroundings))
  return [...changed, ...healed.map((what) => `${shard.shardId}: ${what}`)]
}

/** A file that is missed only at the next start is better made again while nobody needs it. */
async function mendFiles(
  { host }: Deps,
  shard: ShardRow,
  signal: AbortSignal,
  limit: AbortSignal,
): Promise<string[]> {
  return host.repair(shard, limit).catch((error: unknown) => {
    if (signal.aborted) throw error
    return []
  })
}

/** Does what is due about each sick part; a remedy that fails is tried again some looks later. */
async function treat(deps: Deps, shard: ShardRow, watch: Watch, limit: AbortSignal): Promise<string[]> {
  const done: string[] = []
  for (const part of watch.parts) {
    const name = partName(part)
    if (part.healthy) {
      watch.sick.delete(name)
      continue
    }
    const before = watch.sick.get(name)
    const sickness = { looks: (before?.looks ?? 0) + 1, triedAt: before?.triedAt }
    const remedy = remedyFor(part, sickness)
    watch.sick.set(name, remedy === undefined ? sickness : { ...sickness, triedAt: sickness.looks })
    if (remedy === undefined) continue
    const work =
      remedy.kind === 'restart'
        ? deps.host.restart(shard.shardId, name, limit)
        : deps.host.ensure(shard, limit)
    const failure = await work.then(
      () => '',
      (error: unknown) => ` It did not help: ${error instanceof Error ? error.message : String(error)}`,
    )
    const what =
      remedy.kind === 'restart'
        ? `${name} ran and did not answer: it was started again.`
        : `${name} did not start: its files were checked and it was started.`
    done.push(`${what}${failure}`)
  }
  return done
}

async function record({ directory }: Deps, shard: ShardRow, watch: Watch, seen: Verdict): Promise<string[]> {
  const weighed = weigh(shard, watch.doubt, seen)
  watch.doubt = 'doubt' in weighed ? weighed.doubt : undefined
  if ('doubt' in weighed) return []
  const { health, reasons } = weighed.change
  const isTurn = health !== shard.health
  await transact(directory, async (tx) => {
    await setHealth(tx, shard.shardId, health, reasons)
    if (!isTurn) return
    const what = reasons.length === 0 ? 'All its parts are well again.' : reasons.join(' ')
    await recordShardEvent(tx, shard.shardId, { kind: 'state', state: stateOf({ ...shard, health }), what })
  })
  return isTurn ? [`${shard.shardId} is ${health}`] : []
}
