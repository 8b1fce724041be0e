import { AipressError } from '@aipress/contract/errors.ts'
import type { Shard, ShardState, ShardSummary } from '@aipress/contract/shards.ts'
import type { Answer } from './answers.ts'
import { startBulk } from './bulk-answers.ts'
import { page } from './site-filter.ts'
import { ago, type DevShard, makeShard, startOperation, type World } from './world.ts'

export const SHARD_ANSWERS: Record<string, Answer> = {
  'shards.list': (input, { world }) => {
    const { items, ...more } = page(found(world, input), input)
    const counts = countsOf(world)
    return { items: items.map((shard) => withParts(shard, counts)), ...more }
  },
  'shards.map': (input, { world }) => {
    const counts = countsOf(world)
    const items = found(world, input).map((shard) => summaryOf(shard, counts))
    const open = items.filter(({ state }) => state === 'healthy' || state === 'degraded')
    const room = (limit: 'sitesTarget' | 'sitesMax') =>
      open.reduce((sum, shard) => sum + Math.max(0, shard[limit] - shard.sites), 0)
    return {
      items,
      totals: {
        shards: items.length,
        sites: items.reduce((sum, { sites }) => sum + sites, 0),
        roomToTarget: room('sitesTarget'),
        roomToMax: room('sitesMax'),
      },
    }
  },
  'shards.show': ({ shard }, { world }) => {
    const one = findShard(world, shard)
    return { ...withParts(one, countsOf(world)), history: one.history }
  },
  'shards.create': ({ region, controlGroup }, { world }) => {
    const shard = makeShard({
      number: world.shards.length + 1,
      region: region ?? world.shards[0]?.region ?? 'local',
      controlGroup: controlGroup ?? 1,
      state: 'preparing',
      reasons: ['Its servers are being made.'],
    })
    shard.createdAt = ago(0)
    world.shards.push(shard)
    const operation = startOperation(world, {
      action: 'shards.create',
      title: `Make ${shard.shardId}`,
      steps: ['Make its servers', 'Prepare slots'],
      whenDone: () => turn(shard, 'healthy', 'Made and ready for sites.'),
    })
    return { shard: summaryOf(shard, countsOf(world)), operation }
  },
  'shards.drain': ({ shard, makeShards, atOnce }, asked) => {
    const { world } = asked
    const one = findShard(world, shard)
    const counts = countsOf(world)
    const { sites } = summaryOf(one, counts)
    const room = world.shards
      .filter((each) => each !== one && each.state === 'healthy')
      .reduce((sum, each) => sum + each.sitesMax - summaryOf(each, counts).sites, 0)
    if (sites > room && !makeShards) {
      throw new AipressError(
        'shard_full',
        `${sites - room} of the ${sites} sites on ${shard} do not fit elsewhere.`,
        {
          hint: 'Make new shards first, or say that what is missing shall be made.',
        },
      )
    }
    if (sites > room) {
      world.shards.push(
        makeShard({
          number: world.shards.length + 1,
          region: one.region,
          controlGroup: one.controlGroup,
          state: 'healthy',
          reasons: [],
        }),
      )
    }
    turn(one, 'draining', 'Being emptied by anna@example.com.')
    const answer = { shard: summaryOf(one, counts), stay: [] }
    return sites === 0 ? answer : { ...answer, bulk: startBulk({ kind: 'move', shard, atOnce }, asked) }
  },
  'shards.undrain': ({ shard }, { world }) => {
    const one = findShard(world, shard)
    turn(one, 'healthy', 'Takes sites again.')
    return { shard: summaryOf(one, countsOf(world)) }
  },
  'shards.retire': ({ shard }, { world }) => {
    const one = findShard(world, shard)
    const operation = startOperation(world, {
      action: 'shards.retire',
      title: `Retire ${one.shardId}`,
      steps: ['Stop its servers', 'Remove their data'],
      whenDone: () => turn(one, 'retired', 'Retired by anna@example.com.'),
    })
    return { shard: summaryOf(one, countsOf(world)), operation }
  },
}

function found(world: World, filter: { state?: ShardState; region?: string; controlGroup?: number }) {
  return world.shards.filter(
    (shard) =>
      (filter.state === undefined ? shard.state !== 'retired' : shard.state === filter.state) &&
      (filter.region ?? shard.region) === shard.region &&
      (filter.controlGroup ?? shard.controlGroup) === shard.controlGroup,
  )
}

export function findShard(world: World, ref: string): DevShard {
  const shard = world.shards.find(({ shardId }) => shardId === ref || shardId === `shard-${ref}`)
  if (shard !== undefined) return shard
  throw new AipressError('shard_not_found', `There is no shard "${ref}".`, { hint: 'See all under Shards.' })
}

function turn(shard: DevShard, state: ShardState, what: string): void {
  shard.state = state
  shard.reasons = state === 'healthy' ? [] : [what]
  shard.history.unshift({ at: ago(0), kind: 'state', state, what })
}

function countsOf(world: World): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { shardId } of world.sites) counts.set(shardId, (counts.get(shardId) ?? 0) + 1)
  return counts
}

function summaryOf(
  { history: _, warmSlots: __, ...shard }: DevShard,
  counts: Map<string, number>,
): ShardSummary {
  return { ...shard, sites: counts.get(shard.shardId) ?? 0 }
}

function withParts(shard: DevShard, counts: Map<string, number>): Shard {
  const parts = shard.state === 'preparing' || shard.state === 'retired' ? [] : partsOf(shard)
  return { ...summaryOf(shard, counts), warmSlots: shard.warmSlots, leftBehind: shard.leftBehind, parts }
}

export function partsOf({ shardId, state }: Pick<DevShard, 'shardId' | 'state'>) {
  const down = state === 'down'
  return [
    {
      name: `${shardId}/mariadb`,
      healthy: !down,
      ...(down ? { problem: 'It does not answer.' } : {}),
      memoryBytes: 214e6,
      uptimeSeconds: 93_400,
      restarts: 0,
      latencyMs: state === 'degraded' ? 840 : 4.2,
    },
    {
      name: `${shardId}/redis`,
      healthy: true,
      memoryBytes: 11e6,
      uptimeSeconds: 93_400,
      restarts: 0,
      latencyMs: 0.4,
    },
    {
      name: `${shardId}/php`,
      healthy: true,
      memoryBytes: 148e6,
      uptimeSeconds: 4_120,
      restarts: 1,
      lastRestartAt: ago(68),
      latencyMs: 6.1,
    },
  ]
}
