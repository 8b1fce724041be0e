import { randomBytes } from 'node:crypto'
import type { Database } from '../kernel/database.ts'
import type { Seal } from '../kernel/seal.ts'
import { DAY_MS, dayOf } from './usage.ts'

const purposeOf = (day: string) => `visitors of ${day}`

/**
 * The day's salt, the same for all processes; made by the first who asks. None of a day before yesterday without one:
 * it was forgotten with who visited then, who would count a second time.
 */
export async function saltOf(
  directory: Database,
  seal: Seal,
  day: string,
  nowMs: number,
): Promise<string | undefined> {
  const known = await storedSalt(directory, day)
  if (known !== undefined) return seal.open(known, purposeOf(day))
  if (day < dayOf(nowMs - DAY_MS)) return undefined
  const salt = seal.seal(randomBytes(32).toString('base64url'), purposeOf(day))
  await directory
    .insertInto('usage_salts')
    .values({ day, salt })
    .onConflict((conflict) => conflict.column('day').doNothing())
    .execute()
  return seal.open((await storedSalt(directory, day)) ?? salt, purposeOf(day))
}

async function storedSalt(directory: Database, day: string): Promise<string | undefined> {
  const row = await directory
    .selectFrom('usage_salts')
    .select('salt')
    .where('day', '=', day)
    .executeTakeFirst()
  return row?.salt
}
