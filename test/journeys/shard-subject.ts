import { listShards, newId, type Operation, retireShard, type Shard, showShard } from '@aipress/contract'
import type { WorkflowSubject } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { insisting } from './workflow-subject.ts'

type CallOptions = { idempotencyKey: string }

interface SubjectSpec {
  /** What is to be there before the operations are asked for. */
  before?(cloud: LocalCloud): Promise<void>
  act(cloud: LocalCloud, thing: number, options: CallOptions): Promise<{ operation: Operation }>
  proveDone(cloud: LocalCloud, operation: Operation): Promise<void>
  takeAway?(cloud: LocalCloud, operation: Operation): Promise<void>
}

/** A platform of its own whose shards are small and may be many, for the workflows of shards. */
export async function openShardSubject(spec: SubjectSpec): Promise<WorkflowSubject> {
  const cloud = await startLocalCloud({
    environment: {
      AIPRESS_SITES_PER_SHARD: '12',
      AIPRESS_SHARDS_MAX: '20',
      AIPRESS_WARM_SLOTS: '1',
      AIPRESS_HASTE_FOR_TESTS_ONLY: '5',
    },
  })
  return {
    begin: (thing) => insisting((options) => spec.act(cloud, thing, options)),
    faults: cloud.faults,
    struck: cloud.struck,
    kill: cloud.killControlPlane,
    settled: cloud.settled,
    async inventory() {
      await spec.before?.(cloud)
      return inventory(cloud)
    },
    proveDone: (operation) => spec.proveDone(cloud, operation),
    takeAway: async (operation) => spec.takeAway?.(cloud, operation),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  }
}

/** The shards there are and the daemons that run: by number, as each new shard has another. */
async function inventory(cloud: LocalCloud) {
  const { items } = await cloud.call(listShards, {})
  const services = (await cloud.supervisor.list()).filter(({ name }) => name.startsWith('shard-'))
  return { shards: items.map(({ state }) => state), services: services.map(({ up }) => up) }
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
