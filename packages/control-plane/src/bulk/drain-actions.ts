import { AipressError, drainShard, undrainShard } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import {
  describeShard,
  exhausted,
  isDedicated,
  listShardRows,
  noNumber,
  numbersLeft,
  requireShard,
  type ShardPlan,
  type ShardRow,
  turnShard,
} from '../shards/index.ts'
import { findSites } from '../sites/index.ts'
import { describeBulk } from './bulk-description.ts'
import { drainsOf, findBulk, insertBulk, turnBulk } from './bulk-store.ts'
import type { Change } from './change.ts'
import { lackingRoom } from './drain-room.ts'
import { type Survey, survey } from './survey.ts'

interface Deps {
  directory: Database
  plan: ShardPlan
  /** Of all control groups together. */
  shardsMax: number
  /** See shard-numbers.ts in shards/. */
  shardNumbersMax: number
  /** As `shards.create` would, for the caller; the same key makes the same shard, however often it is tried. */
  createShard(wish: { region: string; key: string }, caller: Caller): Promise<unknown>
  /** Called when there is work, so that it begins at once. */
  workArrived(): void
}

/** A site that somebody moves meanwhile has left, and is not moved on. */
const awayFrom = ({ shardId }: ShardRow): Change => ({ kind: 'move', from: shardId })

const everythingOn = ({ shardId }: ShardRow) => ({ scope: undefined, shardId, withDeleted: true })

/** Emptying a shard is a bulk work like any other; what is special is that it takes no new sites meanwhile. */
export function drainHandlers(deps: Deps): Handler[] {
  const { directory, workArrived } = deps
  return [
    handle(drainShard, async ({ shard: text, makeShards, atOnce }, { caller, idOf }) => {
      const bulkId = idOf('bulk')
      const shard = await requireShard(directory, text)
      if ((await findBulk(directory, bulkId)) !== undefined) {
        const { leftOut } = await survey(directory, everythingOn(shard), awayFrom(shard))
        return answer(directory, shard.shardId, leftOut, bulkId)
      }
      await requireDrainable(directory, shard)
      const found = await survey(directory, everythingOn(shard), awayFrom(shard))
      await makeRoom(deps, shard, found, { makeShards, bulkId, caller })
      const what = `${caller.displayName} had it drained.`
      await turnShard(directory, shard.shardId, { from: ['ready'], to: 'draining', what })
      // Whoever came between the first look and the closing moves as well.
      const { picked, leftOut } = await survey(directory, everythingOn(shard), awayFrom(shard))
      if (picked.length === 0) return answer(directory, shard.shardId, leftOut)
      await insertBulk(directory, {
        bulkId,
        atOnce,
        change: awayFrom(shard),
        title: titleOf(shard.shardId, picked.length, leftOut),
        principal: caller.principal,
        door: caller.door,
        requestedBy: caller.displayName,
        drains: shard.shardId,
        picked,
        passedOver: leftOut,
      })
      workArrived()
      return answer(directory, shard.shardId, leftOut, bulkId)
    }),

    handle(undrainShard, async ({ shard: text }, { caller }) => {
      const shard = await requireShard(directory, text)
      const what = `${caller.displayName} ended its draining.`
      if (!(await turnShard(directory, shard.shardId, { from: ['draining'], to: 'ready', what }))) {
        throw conflict(shard, 'is not being drained')
      }
      for (const bulk of await drainsOf(directory, shard.shardId)) {
        await turnBulk(directory, bulk.bulkId, 'running', 'stopped')
      }
      return { shard: describeShard(await requireShard(directory, shard.shardId)) }
    }),
  ]
}

const NAMES_MAX = 10

async function answer(directory: Database, shardId: string, leftOut: Survey['leftOut'], bulkId?: string) {
  const shard = describeShard(await requireShard(directory, shardId))
  const stay = [...leftOut].map(([reason, sites]) => ({
    reason,
    sites: sites.length,
    names: sites.slice(0, NAMES_MAX).map(({ name }) => name),
  }))
  return bulkId === undefined ? { shard, stay } : { shard, stay, bulk: await describeBulk(directory, bulkId) }
}

/** One that is draining may be told again once the work has ended: sites may have failed to move, or been unpinned. */
async function requireDrainable(directory: Database, shard: ShardRow): Promise<void> {
  if (shard.state === 'ready') return
  if (shard.state !== 'draining') throw conflict(shard, `is ${shard.state}`)
  const busy = (await drainsOf(directory, shard.shardId)).find(({ state }) => state === 'running')
  if (busy === undefined) return
  throw new AipressError('shard_state_conflict', `${shard.shardId} is being drained already.`, {
    hint: `See how far it is: aipress bulk show ${busy.bulkId}`,
  })
}

function conflict(shard: ShardRow, what: string): AipressError {
  return new AipressError('shard_state_conflict', `${shard.shardId} ${what}.`, {
    hint: 'See the shards with "aipress shard list".',
  })
}

interface Room {
  makeShards: boolean
  bulkId: string
  caller: Caller
}

/** Starts the shards that are missing; sites that come before they are open try again. Throws where that is refused. */
async function makeRoom(deps: Deps, shard: ShardRow, found: Survey, room: Room): Promise<void> {
  const { directory, plan, shardsMax, shardNumbersMax } = deps
  // Those that are one site's have a limit of their own, and take no others.
  const present = (await listShardRows(directory)).filter((one) => !isDedicated(one))
  const moving = await findSitesOf(directory, found)
  const lacking = lackingRoom(
    moving,
    present.filter((one) => one.shardId !== shard.shardId),
  )
  const sites = [...lacking.values()].reduce((sum, count) => sum + count, 0)
  if (sites === 0) return
  const wanted = [...lacking].flatMap(([region, count]) =>
    Array.from({ length: Math.ceil(count / plan.sitesMax) }, () => region),
  )
  if (!room.makeShards) throw full(shard, { sites, of: moving.length, shards: wanted.length })
  if (present.length + wanted.length > shardsMax) throw exhausted(shardsMax, wanted.length)
  if (wanted.length > (await numbersLeft(directory, shardNumbersMax))) throw noNumber(shardNumbersMax)
  for (const [index, region] of wanted.entries()) {
    await deps.createShard({ region, key: `${room.bulkId}/shard/${index}` }, room.caller)
  }
}

/** Spanner takes 950 values in a statement. */
const SITES_PER_QUERY = 500

async function findSitesOf(directory: Database, { picked }: Survey) {
  const found = []
  for (let at = 0; at < picked.length; at += SITES_PER_QUERY) {
    const ids = picked.slice(at, at + SITES_PER_QUERY).map((one) => one.siteId)
    found.push(...(await findSites(directory, ids)))
  }
  return found
}

function full(shard: ShardRow, lack: { sites: number; of: number; shards: number }): AipressError {
  const make = lack.shards === 1 ? 'a shard' : `${lack.shards} shards`
  return new AipressError(
    'shard_full',
    `${lack.of - lack.sites} of the ${lack.of} sites of ${shard.shardId} fit on other shards; ${lack.sites} do not.`,
    { hint: `Have ${make} made for them: aipress shard drain ${shard.shardId} --make-shards` },
  )
}

function titleOf(shardId: string, sites: number, leftOut: Survey['leftOut']): string {
  const stay = [...leftOut].map(([reason, some]) => `${some.length} ${reason}`)
  const rest = stay.length === 0 ? '' : `, ${stay.join(', ')} stay`
  return `Move ${sites} ${sites === 1 ? 'site' : 'sites'} away from ${shardId}${rest}`
}
