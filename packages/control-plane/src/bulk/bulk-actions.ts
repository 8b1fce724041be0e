import {
  AipressError,
  type Bulk,
  type BulkState,
  listBulk,
  previewBulk,
  resumeBulk,
  showBulk,
  startBulk,
  stopBulk,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Database } from '../kernel/database.ts'
import { findShard } from '../shards/index.ts'
import type { SiteFinder } from '../sites/index.ts'
import { describeBulk, listBulks, notFound } from './bulk-description.ts'
import { drainsOf, findBulk, insertBulk, turnBulk } from './bulk-store.ts'
import { titleOf } from './change.ts'
import { readWish, requireRoomOn, survey } from './survey.ts'

export interface BulkDeps {
  directory: Database
  finder: Pick<SiteFinder, 'describe'>
  /** Called when there is work, so that it begins at once. */
  workArrived(): void
}

export function bulkHandlers(deps: BulkDeps): Handler[] {
  const { directory, finder, workArrived } = deps
  return [
    handle(previewBulk, async (input) => {
      const { filter, change } = await readWish(directory, input)
      const { found, picked, leftOut, sample } = await survey(directory, filter, change)
      await requireRoomOn(directory, change, picked.length)
      return {
        title: titleOf(change, picked.length),
        sites: found,
        changes: picked.length,
        leftOut: [...leftOut].map(([reason, sites]) => ({ reason, sites: sites.length })),
        sample: await finder.describe(sample),
      }
    }),

    handle(startBulk, async (input, { caller, idOf }) => {
      const bulkId = idOf('bulk')
      if ((await findBulk(directory, bulkId)) !== undefined) return describeBulk(directory, bulkId)
      const { filter, change } = await readWish(directory, input)
      const { picked } = await survey(directory, filter, change)
      if (picked.length !== input.sites) throw changed(input.sites, picked.length)
      await requireRoomOn(directory, change, picked.length)
      await insertBulk(directory, {
        bulkId,
        atOnce: input.atOnce,
        change,
        title: titleOf(change, picked.length),
        principal: caller.principal,
        door: caller.door,
        requestedBy: caller.displayName,
        picked,
      })
      workArrived()
      return describeBulk(directory, bulkId)
    }),

    handle(listBulk, ({ state, limit, cursor }) => listBulks(directory, { state, limit, cursor })),
    handle(showBulk, ({ bulk }) => describeBulk(directory, bulk)),
    handle(stopBulk, ({ bulk }) => turn(directory, bulk, 'running', 'stopped')),
    handle(resumeBulk, async ({ bulk }) => {
      await requireStillWanted(directory, bulk)
      const resumed = await turn(directory, bulk, 'stopped', 'running')
      workArrived()
      return resumed
    }),
  ]
}

async function turn(directory: Database, bulkId: string, from: BulkState, to: BulkState): Promise<Bulk> {
  if (await turnBulk(directory, bulkId, from, to)) return describeBulk(directory, bulkId)
  const bulk = await findBulk(directory, bulkId)
  if (bulk === undefined) throw notFound(bulkId)
  throw new AipressError('bulk_state_conflict', `That change to many sites is ${bulk.state}.`, {
    hint: `See it with "aipress bulk show ${bulkId}".`,
  })
}

/** A drain whose shard takes sites again, or which another one has followed, is over. */
async function requireStillWanted(directory: Database, bulkId: string): Promise<void> {
  const shardId = (await findBulk(directory, bulkId))?.change.from
  if (shardId === undefined) return
  const shard = await findShard(directory, shardId)
  const next = (await drainsOf(directory, shardId)).find(({ state }) => state === 'running')
  if (shard?.state === 'draining' && next === undefined) return
  const why =
    next === undefined
      ? `${shardId} is not being drained any more.`
      : `${shardId} is being drained by ${next.bulkId}.`
  throw new AipressError('bulk_state_conflict', why, {
    hint:
      next === undefined
        ? `Drain it anew: aipress shard drain ${shardId}`
        : `See it: aipress bulk show ${next.bulkId}`,
  })
}

function changed(said: number, found: number): AipressError {
  return new AipressError(
    'bulk_changed',
    `It would now change ${found} sites, not ${said}; nothing was done.`,
    {
      hint: 'Look at the preview again, then start it with the number that it says.',
    },
  )
}
