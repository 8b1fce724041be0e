import { AipressError, type PartHealth } from '@aipress/contract'
import type { ShardHost, ShardSpec } from '../../platform/shard-host.ts'
import { PARTS, type PartName } from './faults.ts'
import { findShard, regionInTurn, type ShardRow } from './shards.ts'
import type { WorldParts } from './world.ts'

/** Where the directory says; a spec without it gets a region in turn. */
/** What the servers take with and without sites, as measured on real ones. */
const MEMORY_BYTES: Record<PartName, { empty: number; perSite: number }> = {
  mariadb: { empty: 120e6, perSite: 0.7e6 },
  redis: { empty: 8e6, perSite: 0.2e6 },
  php: { empty: 21e6, perSite: 1.2e6 },
}
const PROBES_MS: Record<PartName, number> = { mariadb: 4, redis: 1, php: 8 }

/**
 * Shards as projects of three parts. Making one is a long-running operation of the cloud: it goes on when the
 * caller has died, and a later call only waits for its end.
 */
export function createSimulatedShardHost(world: WorldParts, controlGroup: number): ShardHost {
  const { settings, database, calls, quotas, faults } = world

  async function create({ shardId, slots, region }: ShardSpec, signal: AbortSignal): Promise<void> {
    const home = region ?? regionInTurn(shardId, settings.regions)
    await calls.make({
      kind: 'shard.create',
      subject: shardId,
      signal,
      reachable: () => faults.refuse({ shardId, region: home }),
      begin: ({ latencyMs }) =>
        database.transaction(() => {
          quotas.take('projects created', 1, shardId)
          const readyAtMs = settings.clock() + Math.round(latencyMs * settings.timeScale)
          database.run(
            'INSERT OR IGNORE INTO shards VALUES (?, ?, ?, ?, ?)',
            shardId,
            home,
            slots,
            controlGroup,
            readyAtMs,
          )
        }),
      effect: () => settleReady(world, shardId),
    })
  }

  async function adopt(shard: ShardRow, signal: AbortSignal): Promise<void> {
    const { shardId } = shard
    await calls.make({
      kind: 'shard.ensure',
      subject: shardId,
      signal,
      reachable: () => faults.refuse(shard),
      effect: () =>
        database.run('UPDATE shards SET control_group = ? WHERE shard_id = ?', controlGroup, shardId),
    })
    const restMs = shard.readyAtMs - settings.clock()
    if (restMs > 0 && settings.timeScale > 0) await calls.wait(restMs / settings.timeScale, signal)
    settleReady(world, shardId)
  }

  return {
    async ensure(spec: ShardSpec, signal) {
      const there = findShard(database, spec.shardId)
      await (there === undefined ? create(spec, signal) : adopt(there, signal))
    },
    inspect: (shardId, signal) =>
      calls.make({
        kind: 'shard.inspect',
        subject: shardId,
        signal,
        effect: () => PARTS.map((part) => inspectPart(world, shardId, part)),
      }),
    repair: ({ shardId }, signal) =>
      calls.make({
        kind: 'shard.inspect',
        subject: shardId,
        signal,
        effect: () =>
          faults.restoreFile(shardId) ? [`A file that the servers of ${shardId} start from was gone.`] : [],
      }),
    // Simulated sites have no slow queries.
    collectLogs: async (_shardId, signal) => signal.throwIfAborted(),
    restart: (shardId, part, signal) =>
      calls.make({
        kind: 'shard.inspect',
        subject: shardId,
        signal,
        effect() {
          const known = PARTS.find((name) => name === part)
          if (known === undefined || findShard(database, shardId) === undefined) throw noPart(shardId, part)
          faults.restart(shardId, known)
        },
      }),
    remove: (shardId, signal) =>
      calls.make({
        kind: 'shard.remove',
        subject: shardId,
        signal,
        effect: () => removeShard(world, shardId),
      }),
  }
}

const TIMER_EARLY_MS_MAX = 5

/** A timer may end a moment early, and the next look must not contradict who has just said that it is there. */
function settleReady({ settings, database }: WorldParts, shardId: string): void {
  const nowMs = settings.clock()
  database.run(
    'UPDATE shards SET ready_at_ms = ? WHERE shard_id = ? AND ready_at_ms > ? AND ready_at_ms <= ?',
    nowMs,
    shardId,
    nowMs,
    nowMs + TIMER_EARLY_MS_MAX,
  )
}

function inspectPart({ settings, database, chance, faults }: WorldParts, shardId: string, part: PartName) {
  const name = `${shardId}/${part}`
  const shard = findShard(database, shardId)
  if (shard === undefined) return { name, healthy: false, problem: 'It is not there.' }
  const nowMs = settings.clock()
  const problem =
    shard.readyAtMs > nowMs ? 'It is still being made.' : faults.problemOf({ ...shard, shardId }, part)
  if (problem !== undefined) return { name, healthy: false, problem, ...restartsOf() }
  const sites = Number(database.get('SELECT count(*) AS count FROM slots WHERE shard_id = ?', shardId)?.count)
  const { empty, perSite } = MEMORY_BYTES[part]
  const since = faults.restartsOf(shardId, part).lastAtMs ?? shard.readyAtMs
  return {
    name,
    healthy: true,
    memoryBytes: Math.round(empty + sites * perSite),
    uptimeSeconds: Math.max(0, Math.floor((nowMs - since) / 1_000)),
    ...restartsOf(),
    latencyMs: probeMs(),
  } satisfies PartHealth

  function restartsOf() {
    const { count, lastAtMs } = faults.restartsOf(shardId, part)
    return {
      restarts: count,
      ...(lastAtMs === undefined ? {} : { lastRestartAt: new Date(lastAtMs).toISOString() }),
    }
  }

  /** Unscaled: who judges a shard by it has the real cloud's figures in mind. */
  function probeMs(): number {
    const latencyMs = chance.latencyMsOf(PROBES_MS[part], name) * chance.slownessOf(shardId)
    return Math.round(latencyMs * 10) / 10
  }
}

function noPart(shardId: string, part: string): AipressError {
  return new AipressError('shard_not_found', `${shardId} has no part "${part}".`, {
    hint: `Its parts are ${PARTS.join(', ')}.`,
  })
}

function removeShard({ database, shards }: WorldParts, shardId: string): void {
  database.transaction(() => {
    for (const table of ['shards', 'slots', 'mails']) {
      database.run(`DELETE FROM ${table} WHERE shard_id = ?`, shardId)
    }
    for (const part of PARTS) database.run('DELETE FROM restarts WHERE part = ?', `${shardId}/${part}`)
  })
  shards.forget(shardId)
}
