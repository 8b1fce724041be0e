import type { Database } from '../kernel/database.ts'
import { DAY_MS, dayOf } from './usage.ts'

/** A year can be compared with the one before, and a month more. */
const KEPT_DAYS = 400
/** Hours, and what was slow in them: enough to compare a week with the one before. */
export const HOURS_KEPT_DAYS = 14

const OF_SITES = [
  'usage_positions',
  'usage_cpu_positions',
  'usage_hours',
  'usage_days',
  'usage_months',
  'usage_details',
  'usage_visitors',
  'usage_storage',
  'usage_warnings',
] as const

/** Called when a site is gone for good. */
export async function forgetUsageOf(directory: Database, siteId: string): Promise<void> {
  for (const table of OF_SITES) {
    await directory.deleteFrom(table).where('site_id', '=', siteId).execute()
  }
}

/** Removes what is older than 400 days, hours older than 14 days, and who visited before yesterday. Answers how many rows. */
export async function forgetOldUsage(directory: Database, nowMs: number): Promise<number> {
  const oldest = dayOf(nowMs - KEPT_DAYS * DAY_MS)
  const yesterday = dayOf(nowMs - DAY_MS)
  const oldestHours = dayOf(nowMs - HOURS_KEPT_DAYS * DAY_MS)
  const results = [
    await directory.deleteFrom('usage_hours').where('hour', '<', oldestHours).executeTakeFirst(),
    await directory.deleteFrom('usage_details').where('day', '<', oldestHours).executeTakeFirst(),
    await directory.deleteFrom('usage_days').where('day', '<', oldest).executeTakeFirst(),
    await directory.deleteFrom('usage_months').where('month', '<', oldest.slice(0, 7)).executeTakeFirst(),
    await directory.deleteFrom('usage_warnings').where('month', '<', oldest.slice(0, 7)).executeTakeFirst(),
    // Before the visitors: while there is a salt they can be told apart, and would count again.
    await directory.deleteFrom('usage_salts').where('day', '<', yesterday).executeTakeFirst(),
    await directory.deleteFrom('usage_visitors').where('day', '<', yesterday).executeTakeFirst(),
  ]
  return results.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0)
}

/** What was written of sites while they were being removed. */
export async function forgetUsageOfGone(directory: Database): Promise<number> {
  let removed = 0
  for (const table of OF_SITES) {
    const result = await directory
      .deleteFrom(table)
      .where('site_id', 'not in', directory.selectFrom('sites').select('site_id'))
      .executeTakeFirst()
    removed += Number(result.numDeletedRows)
  }
  return removed
}
