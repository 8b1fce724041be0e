import { access } from 'node:fs/promises'
import { listShards, newId, type Operation, retireShard, type Shard, showShard } from '@aipress/contract'
import { createSimulatedWorld } from '../../packages/control-plane/src/drivers/simulated/world.ts'
import type { WorkflowSubject } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { insisting } from './workflow-subject.ts'

type CallOptions = { idempotencyKey: string }

interface SubjectSpec {
  /** On shards of a simulated cloud: the control plane is the same, and a shard takes a tenth of the processor. */
  simulated?: boolean
  /** What is to be there before the operations are asked for. */
  before?(cloud: ShardCloud): Promise<void>
  act(cloud: ShardCloud, thing: number, options: CallOptions): Promise<{ operation: Operation }>
  proveDone(cloud: ShardCloud, operation: Operation): Promise<void>
  takeAway?(cloud: ShardCloud, operation: Operation): Promise<void>
}

/** A platform whose shards can be looked at beneath what the control plane says of them. */
export interface ShardCloud extends LocalCloud {
  /** What there is of servers: a line for each that says whether it runs. */
  servers(): Promise<unknown[]>
  /** Whether anything is there of the shard. */
  remains(shardId: string): Promise<boolean>
}

const SIMULATION = { seed: 1, timeScale: 0.01 }

/** A platform of its own whose shards are small and may be many, for the workflows of shards. */
export async function openShardSubject(spec: SubjectSpec): Promise<WorkflowSubject> {
  const local = await startLocalCloud({
    environment: {
      AIPRESS_SITES_PER_SHARD: '12',
      AIPRESS_SHARDS_MAX: '20',
      AIPRESS_WARM_SLOTS: '1',
      AIPRESS_HASTE_FOR_TESTS_ONLY: '5',
      ...(spec.simulated && {
        AIPRESS_DRIVER: 'simulated',
        AIPRESS_SIMULATION: JSON.stringify(SIMULATION),
      }),
    },
  })
  const cloud = { ...local, ...(spec.simulated ? simulatedServers(local) : localServers(local)) }
  return {
    begin: (thing) => insisting((options) => spec.act(cloud, thing, options)),
    faults: cloud.faults,
    struck: cloud.struck,
    kill: cloud.killControlPlane,
    settled: cloud.settled,
    async inventory() {
      await spec.before?.(cloud)
      const { items } = await cloud.call(listShards, {})
      // By number, as each new shard has another. How well it does differs from look to look on a busy machine.
      const shards = items.map(({ state }) => (state === 'degraded' || state === 'down' ? 'healthy' : state))
      return { shards, servers: await cloud.servers() }
    },
    proveDone: (operation) => spec.proveDone(cloud, operation),
    takeAway: async (operation) => spec.takeAway?.(cloud, operation),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  }
}

function localServers(cloud: LocalCloud): Pick<ShardCloud, 'servers' | 'remains'> {
  return {
    async servers() {
      const services = await cloud.supervisor.list()
      return services.filter(({ name }) => name.startsWith('shard-')).map(({ up }) => up)
    },
    remains: (shardId) =>
      access(cloud.layout.shard(shardId).root).then(
        () => true,
        () => false,
      ),
  }
}

function simulatedServers(
  cloud: LocalCloud,
): Pick<ShardCloud, 'servers' | 'remains' | typeof Symbol.asyncDispose> {
  const world = createSimulatedWorld({ ...SIMULATION, folder: cloud.layout.simulation })
  const { database } = world.inner
  return {
    servers: async () =>
      database
        .all('SELECT ready_at_ms FROM shards ORDER BY shard_id')
        .map((row) => Number(row.ready_at_ms) <= Date.now()),
    remains: async (shardId) =>
      database.get('SELECT shard_id FROM shards WHERE shard_id = ?', shardId) !== undefined,
    async [Symbol.asyncDispose]() {
      world[Symbol.dispose]()
      await cloud[Symbol.asyncDispose]()
    },
  }
}

export async function shardOf(cloud: LocalCloud, operation: Operation): Promise<Shard> {
  const shardId = /shard-\d+/.exec(operation.title)?.[0]
  return cloud.call(showShard, { shard: shardId ?? '' })
}

export async function retire(cloud: LocalCloud, shardId: string): Promise<void> {
  const { operation } = await cloud.call(
    retireShard,
    { shard: shardId },
    { idempotencyKey: newId('request') },
  )
  await cloud.settled(operation.operationId)
}
