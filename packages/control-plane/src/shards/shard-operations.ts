import {
  AipressError,
  createShard,
  type Operation,
  retireShard,
  type ShardOperation,
} from '@aipress/contract'
import { PLATFORM_ACCOUNT_ID } from '../accounts/index.ts'
import { type Handler, handle } from '../actions/handler.ts'
import type { Engine, OperationRequest } from '../engine/engine.ts'
import type { Database } from '../kernel/database.ts'
import { DISK_FREE_BYTES_MIN, type Machine } from '../platform/machine.ts'
import { createShardWorkflow } from './create-shard.workflow.ts'
import { retireShardWorkflow } from './retire-shard.workflow.ts'
import type { ShardPlan } from './shard-capacity.reconciler.ts'
import { describeShard } from './shard-description.ts'
import { requireRetirable, shardOrGone } from './shard-lifecycle.ts'
import { requireShard } from './shard-records.ts'
import { laneOf, requireIdle } from './shard-services.ts'
import type { ShardStore } from './shard-store.ts'

export interface ShardOperationDeps {
  directory: Database
  shards: ShardStore
  engine: Engine
  machine: Pick<Machine, 'disk'>
  plan: ShardPlan
}

/** Starts the operations on shards; each answers at once. */
export function shardOperationHandlers(deps: ShardOperationDeps): Handler[] {
  const { directory, shards, engine } = deps
  return [
    handle(createShard, async ({ region, controlGroup }, { caller, touch, idOf }) => {
      if (controlGroup !== undefined && controlGroup !== shards.controlGroup) {
        throw new AipressError(
          'control_group_unavailable',
          `There is no control group ${controlGroup} here.`,
          {
            hint: 'Leave the control group out, or see which there are with "aipress shard list".',
          },
        )
      }
      const started = await startShard(deps, { region, operationId: idOf('operation') }, caller.displayName)
      touch({ operationId: started.operation.operationId })
      return started
    }),

    handle(retireShard, async ({ shard: text }, { caller, touch, idOf }) => {
      const shard = await requireShard(directory, text)
      const operationId = idOf('operation')
      const earlier = await engine.find(operationId, undefined)
      if (earlier !== undefined) return { shard: describeShard(shard), operation: earlier }
      await requireRetirable(directory, shard)
      const operation = await startRetirement(deps, shard.shardId, {
        operationId,
        requestedBy: caller.displayName,
      })
      touch({ operationId })
      return { shard: describeShard(await shardOrGone(directory, shard.shardId)), operation }
    }),
  ]
}

/** Removes an empty shard. Throws `shard_state_conflict` where something is at work on it. */
export function startRetirement(
  { directory, engine }: Pick<ShardOperationDeps, 'directory' | 'engine'>,
  shardId: string,
  { operationId, requestedBy }: { operationId?: string; requestedBy: string },
): Promise<Operation> {
  return engine.transaction(async (tx) => {
    await requireIdle(engine, tx, shardId)
    const { state, slots } = await shardOrGone(directory, shardId)
    const from = state === 'ready' ? 'ready' : 'draining'
    return engine.start(
      tx,
      retireShardWorkflow,
      { shardId, slots, from },
      {
        ...requestFor(shardId, requestedBy),
        operationId,
        action: 'shards.retire',
        title: `Retire ${shardId}`,
      },
    )
  })
}

/** Makes a new shard of this control group. Throws `shards_exhausted` and `disk_full`. */
export async function startShard(
  deps: ShardOperationDeps,
  wish: { region?: string | undefined; operationId: string },
  requestedBy: string,
): Promise<ShardOperation> {
  const { directory, shards, engine, plan } = deps
  const { operationId } = wish
  const region = wish.region ?? plan.regions[0] ?? ''
  requireRegion(region, plan)
  await requireRoom(deps.machine)
  const { sitesMax: slots, sitesTarget, tiers } = plan
  const [shard, operation] = await engine.transaction(async (tx) => {
    const added = await shards.addFor(operationId, { slots, sitesTarget, tiers, region }, plan.countMax)
    if (added === undefined) throw exhausted(plan.countMax, 1, `Control group ${shards.controlGroup}`)
    const request = { ...requestFor(added.shardId, requestedBy), operationId }
    const input = { shardId: added.shardId, slots: added.slots, region: added.region }
    const title = `Make ${added.shardId}`
    const started: Operation = await engine.start(tx, createShardWorkflow, input, {
      ...request,
      action: 'shards.create',
      title,
    })
    return [added, started] as const
  })
  return { shard: describeShard(await shardOrGone(directory, shard.shardId).catch(() => shard)), operation }
}

export function exhausted(countMax: number, more = 1, where = 'The platform'): AipressError {
  return new AipressError(
    'shards_exhausted',
    `${where} may have ${countMax} ${countMax === 1 ? 'shard' : 'shards'}, and ${more === 1 ? 'one' : more} more would be too many.`,
    { hint: 'Retire a shard that is not needed, or raise AIPRESS_SHARDS_MAX and run "npm run up" again.' },
  )
}

/** They are nobody's but the platform's. */
function requestFor(shardId: string, requestedBy: string): Omit<OperationRequest, 'action' | 'title'> {
  return {
    requestedBy,
    accountId: PLATFORM_ACCOUNT_ID,
    lane: laneOf(shardId),
    siteId: undefined,
    siteName: undefined,
  }
}

function requireRegion(region: string, { regions }: ShardPlan): void {
  if (regions.includes(region)) return
  throw new AipressError('invalid_input', `This platform has no region "${region}".`, {
    hint: `Its regions are: ${regions.join(', ')}.`,
  })
}

/** Throws `disk_full` where there is none for a shard. */
export async function requireRoom(machine: Pick<Machine, 'disk'>): Promise<void> {
  const { freeBytes } = await machine.disk()
  if (freeBytes >= DISK_FREE_BYTES_MIN) return
  throw new AipressError('disk_full', 'The disk is almost full: too little is free for another shard.', {
    hint: `Free some space until ${DISK_FREE_BYTES_MIN / 1e6} MB are free, then try again.`,
  })
}
