import { AipressError, isSettled, type Operation, showOperation } from '@aipress/contract'
import type { Actions } from '../actions/handler.ts'
import { type Caller, may } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { findSites, labelsOf } from '../sites/index.ts'
import {
  type BulkItem,
  type BulkRecord,
  bulksAtWork,
  changeItem,
  findBulk,
  itemsInState,
  itemsToBegin,
  turnBulk,
} from './bulk-store.ts'
import { callFor, reasonAgainst } from './change.ts'

interface Deps {
  directory: Database
  /** The single path of every call: as if the person who started it had asked for each site. */
  call: Actions['call']
  /** Who that is by now; undefined where they may no longer come in. */
  callerOf(principal: string, door: Caller['door']): Promise<Caller | undefined>
  clock: Clock
}

/** More works at once would only wait for one another's sites. */
const BULKS_AT_ONCE_MAX = 20
/** A turn of changes that end at once goes on for so long before others get their turn. */
const TURN_MS_MAX = 20_000

/**
 * Changes the sites of bulk works, a few of each at a time. What must never happen: a site changed twice, or in the
 * name of somebody who may no longer do it. So each site's call carries a key of its own, which makes it one call
 * however often it is made; whose rights count is looked up at every turn; and whatever is known of a site is in the
 * directory before and after its call. A process may die anywhere in between.
 */
export function createBulkRunner(deps: Deps): Reconciler {
  return {
    name: 'bulk-runner',
    everySeconds: 1,
    async run(signal) {
      const untilMs = deps.clock() + TURN_MS_MAX
      const changes: string[] = []
      await Promise.all(
        (await bulksAtWork(deps.directory, BULKS_AT_ONCE_MAX)).map(async ({ bulkId }) => {
          while (!signal.aborted && deps.clock() < untilMs && (await advance(deps, bulkId, changes, signal)));
        }),
      )
      return changes
    },
  }
}

/** Answers whether something ended, so that more can begin at once. */
async function advance(deps: Deps, bulkId: string, changes: string[], signal: AbortSignal): Promise<boolean> {
  const bulk = await findBulk(deps.directory, bulkId)
  if (bulk === undefined || bulk.state === 'done') return false
  const caller = await deps.callerOf(bulk.principal, bulk.door)
  if (caller === undefined || !may(caller, 'platform:change') || caller.readOnly) {
    if (await turnBulk(deps.directory, bulkId, 'running', 'stopped')) {
      changes.push(`stopped ${bulkId}: ${bulk.principal} may not do it any more`)
    }
    return false
  }
  const site = { ...deps, bulk, caller, signal }
  const underWay = await itemsInState(deps.directory, bulkId, 'running', bulk.atOnce)
  const ends = await Promise.all(underWay.map((item) => goOn(site, item)))
  let ended = ends.filter((end) => end).length
  if (bulk.state === 'running') {
    const room = bulk.atOnce - underWay.length + ended
    const next = room > 0 ? await itemsToBegin(deps.directory, bulkId, deps.clock(), room) : []
    const begun = await Promise.all(next.map((item) => begin(site, item)))
    ended += begun.filter((end) => end).length
    if (underWay.length === ended && next.length === 0 && (await isDone(deps.directory, bulkId))) {
      if (await turnBulk(deps.directory, bulkId, 'running', 'done')) changes.push(`${bulkId} is done`)
      return false
    }
  }
  return ended > 0
}

async function isDone(directory: Database, bulkId: string): Promise<boolean> {
  const left = await Promise.all(
    (['waiting', 'running'] as const).map((state) => itemsInState(directory, bulkId, state, 1)),
  )
  return left.flat().length === 0
}

interface Work extends Deps {
  bulk: BulkRecord
  caller: Caller
  signal: AbortSignal
}

/** Takes up a waiting site. Answers whether it has ended. */
async function begin(work: Work, item: BulkItem): Promise<boolean> {
  const { directory, bulk } = work
  const [site] = await findSites(directory, [item.siteId])
  const labels = site && (await labelsOf(directory, [item.siteId])).get(item.siteId)
  const reason =
    site === undefined ? 'gone meanwhile' : reasonAgainst(bulk.change, { ...site, labels: labels ?? [] })
  if (reason !== undefined) {
    await changeItem(directory, bulk.bulkId, item.seq, { state: 'skipped', message: reason })
    return true
  }
  // Before the call: should this process die in it, the next one knows that it may have been made.
  await changeItem(directory, bulk.bulkId, item.seq, { state: 'running' })
  return call(work, item)
}

async function goOn(work: Work, item: BulkItem): Promise<boolean> {
  return item.operationId === undefined ? call(work, item) : follow(work, item, item.operationId)
}

async function call(work: Work, item: BulkItem): Promise<boolean> {
  const { directory, bulk, caller, signal } = work
  const { action, input } = callFor(bulk.change, item.siteId)
  const idempotencyKey = `${bulk.bulkId}/${item.seq}`
  try {
    const answer = await work.call(action, input, caller, { idempotencyKey, signal })
    const { operation } = answer as { operation?: Pick<Operation, 'operationId'> }
    if (operation === undefined) {
      await changeItem(directory, bulk.bulkId, item.seq, { state: 'succeeded' })
      return true
    }
    await changeItem(directory, bulk.bulkId, item.seq, { operationId: operation.operationId })
    return await follow(work, item, operation.operationId)
  } catch (error) {
    signal.throwIfAborted()
    return await refused(work, item, error)
  }
}

/** Together they take about half an hour: a shard may have to be made, or another operation to end. */
const ATTEMPTS_MAX = 40
const PAUSE_MS_MAX = 60_000

async function refused(work: Work, item: BulkItem, error: unknown): Promise<boolean> {
  if (!(error instanceof AipressError)) throw error
  const { directory, bulk, clock } = work
  const attempts = item.attempts + 1
  if (error.code === 'site_not_found') {
    await changeItem(directory, bulk.bulkId, item.seq, { state: 'skipped', message: 'gone meanwhile' })
    return true
  }
  if (error.retryable && attempts < ATTEMPTS_MAX) {
    const notBefore = new Date(clock() + Math.min(1_000 * 2 ** (attempts - 1), PAUSE_MS_MAX))
    const { message } = error
    await changeItem(directory, bulk.bulkId, item.seq, { state: 'waiting', attempts, notBefore, message })
    return false
  }
  const message = [error.message, error.hint].filter(Boolean).join(' ')
  await changeItem(directory, bulk.bulkId, item.seq, { state: 'failed', message })
  return true
}

async function follow(work: Work, item: BulkItem, operationId: string): Promise<boolean> {
  const { directory, bulk, caller, signal } = work
  let operation: Operation
  try {
    operation = (await work.call(showOperation.name, { operation: operationId }, caller, {
      signal,
    })) as Operation
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AipressError) || error.retryable) return false
    await changeItem(directory, bulk.bulkId, item.seq, { state: 'failed', message: error.message })
    return true
  }
  if (!isSettled(operation.state)) return false
  const outcome =
    operation.state === 'succeeded'
      ? { state: 'succeeded' as const }
      : { state: 'failed' as const, message: operation.error?.message ?? `It was ${operation.state}.` }
  await changeItem(directory, bulk.bulkId, item.seq, outcome)
  return true
}
