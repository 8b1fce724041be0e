import { AipressError } from '@aipress/contract'
import type { Connection, Tx } from '../kernel/database.ts'
import type { ShardRow } from './shard-tables.ts'

/**
 * Numbers of shards. A machine has room for so many users of slots and no more, and each change to gold makes a
 * shard: numbers that were given once and never again would run out. What must never happen: that a new shard gets
 * the number of a former one of which anything is left. So a retired shard keeps its number as long as it has
 * slots, which are forgotten when no operation is at work on it any more (retired-shards.reconciler.ts); and numbers
 * that no shard has had come first, so that people seldom see one mean another.
 */
export interface ShardNames {
  readonly idOf: (number: number) => string
  /** Numbers are from 1 to this one. */
  readonly numbersMax: number
}

/** The highest number that a shard has; 0 where there is no shard. */
export async function lastNumber(tx: Tx): Promise<number> {
  const last = await tx
    .selectFrom('shards')
    .select('number')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return Number(last?.number ?? 0)
}

/**
 * A number that nobody has, nor its history, where `last` is the highest. Throws `shards_exhausted` where there is
 * none.
 */
export async function takeNumber(tx: Tx, numbersMax: number, last: number): Promise<number> {
  if (last < numbersMax) return last + 1
  const number = (await skippedNumber(tx, numbersMax)) ?? (await takeOver(tx, numbersMax))
  if (number === undefined) throw noNumber(numbersMax)
  return number
}

/** How many shards can be added. */
export async function numbersLeft(connection: Connection, numbersMax: number): Promise<number> {
  const { count } = await connection
    .selectFrom('shards')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('number', '<=', numbersMax)
    .executeTakeFirstOrThrow()
  const free = await freedNumbers(connection, numbersMax).execute()
  return numbersMax - Number(count) + free.length
}

export function noNumber(numbersMax: number): AipressError {
  return new AipressError(
    'shards_exhausted',
    `There can be ${numbersMax} shards on this platform, and no number is left for another.`,
    {
      hint: 'Retire a shard that is not needed (aipress shard list): half a minute later its number is free.',
    },
  )
}

/** One whose shard was never opened: its row is gone, and others have been made after it. */
async function skippedNumber(tx: Tx, numbersMax: number): Promise<number | undefined> {
  const rows = await tx
    .selectFrom('shards')
    .select('number')
    .where('number', '<=', numbersMax)
    .orderBy('number')
    .execute()
  const found = rows.findIndex((row, index) => Number(row.number) !== index + 1)
  if (found >= 0) return found + 1
  return rows.length < numbersMax ? rows.length + 1 : undefined
}

/** That of the retired shard which was made longest ago. Its record and its history go. */
async function takeOver(tx: Tx, numbersMax: number): Promise<number | undefined> {
  const former = await freedNumbers(tx, numbersMax).orderBy('created_at').limit(1).executeTakeFirst()
  if (former === undefined) return undefined
  await tx.deleteFrom('shard_events').where('shard_id', '=', former.shard_id).execute()
  await tx
    .deleteFrom('shards')
    .where('shard_id', '=', former.shard_id)
    .where('state', '=', 'retired')
    .execute()
  return Number(former.number)
}

function freedNumbers(connection: Connection, numbersMax: number) {
  return connection
    .selectFrom('shards')
    .select(['shard_id', 'number'])
    .where('state', '=', 'retired')
    .where('number', '<=', numbersMax)
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('slots').select('slot').whereRef('slots.shard_id', '=', 'shards.shard_id')),
      ),
    )
}

const SHARDS_PER_TURN_MAX = 100

/** Retired shards of the control group that keep their numbers; 100 at most. */
export async function keepingNumbers(
  connection: Connection,
  controlGroup: number,
): Promise<Pick<ShardRow, 'shardId'>[]> {
  const rows = await connection
    .selectFrom('shards')
    .select('shard_id')
    .where('state', '=', 'retired')
    .where('control_group', '=', controlGroup)
    .where((eb) =>
      eb.exists(eb.selectFrom('slots').select('slot').whereRef('slots.shard_id', '=', 'shards.shard_id')),
    )
    .orderBy('number')
    .limit(SHARDS_PER_TURN_MAX)
    .execute()
  return rows.map((row) => ({ shardId: row.shard_id }))
}

/** From now on another shard may get the number. Only of a retired one on which nothing is at work. */
export async function giveNumberBack(connection: Connection, shardId: string): Promise<void> {
  await connection
    .deleteFrom('slots')
    .where('shard_id', '=', shardId)
    .where('site_id', 'is', null)
    .where('shard_id', 'in', (retired) =>
      retired.selectFrom('shards').select('shard_id').where('state', '=', 'retired'),
    )
    .execute()
}
