import type { Tier } from '@aipress/contract'
import type { Database } from '../kernel/database.ts'
import type { Place } from '../platform/place.ts'
import type { SiteStorage } from '../platform/site-host.ts'
import { type LimitsOf, NEAR_PERCENT } from './usage.ts'
import { sitesWithUsage, usesAtLeast } from './usage-query.ts'

/** When it was measured, and from when on it may be measured again where that went wrong. */
export interface Attempt {
  readonly measuredAt: Date
  /** In a row. */
  readonly failures: number
  readonly tryAfter: Date | null
}

export interface SiteToMeasure {
  readonly siteId: string
  readonly name: string
  readonly tier: Tier
  readonly place: Place
  /** What it took when it was measured last. */
  readonly last: SiteStorage
  /** Whether the place knows the limit of the tier. */
  readonly isTold: boolean
  readonly failures: number
  /** Of one that is only to be told its limit, as it cannot be measured. */
  readonly rest: Attempt | undefined
}

export interface StorageRecord extends Attempt {
  readonly site: Pick<SiteToMeasure, 'siteId' | 'tier' | 'place'>
  readonly isTold: boolean
  readonly measured: SiteStorage
}

/** Walking through 50,000 files takes a second; more often tells nobody more. */
export const MEASURED_EVERY_MS = 3_600_000
/** Where the figure soon decides something. */
export const NEAR_MEASURED_EVERY_MS = 600_000
/** Where it could not be measured, and twice as long each time. */
const REST_MS = { first: 300_000, max: 86_400_000 }

export const noRest = (nowMs: number): Attempt => ({
  measuredAt: new Date(nowMs),
  failures: 0,
  tryAfter: null,
})

export function restFrom(nowMs: number, failures: number): Attempt {
  const restMs = Math.min(REST_MS.first * 2 ** (failures - 1), REST_MS.max)
  return { measuredAt: new Date(nowMs), failures, tryAfter: new Date(nowMs + restMs) }
}

/** Those whose turn it is, and those whose limit or place is another than the place was told. The longest waiting first. */
export async function sitesToMeasure(
  directory: Database,
  limitsOf: LimitsOf,
  asked: { controlGroup: number; month: string; nowMs: number; limit: number },
): Promise<SiteToMeasure[]> {
  const now = new Date(asked.nowMs)
  const before = (durationMs: number) => new Date(asked.nowMs - durationMs)
  const rows = await sitesWithUsage(directory, asked.month)
    .select(['sites.site_id', 'sites.name', 'sites.tier', 'sites.shard_id', 'sites.slot'])
    .select(['media_bytes', 'database_bytes', 'measured_at', 'told_tier', 'failures', 'try_after'])
    .select(['usage_storage.shard_id as told_shard', 'usage_storage.slot as told_slot'])
    .where('sites.control_group', '=', asked.controlGroup)
    .where('sites.state', 'in', ['running', 'suspended'])
    .where('sites.on_hold', '=', false)
    .where((eb) =>
      eb.or([
        eb('usage_storage.measured_at', 'is', null),
        eb('usage_storage.told_tier', '!=', eb.ref('sites.tier')),
        eb('usage_storage.shard_id', '!=', eb.ref('sites.shard_id')),
        eb('usage_storage.slot', '!=', eb.ref('sites.slot')),
        eb('usage_storage.try_after', '<=', now),
        eb.and([
          eb('usage_storage.try_after', 'is', null),
          eb.or([
            eb('usage_storage.measured_at', '<', before(MEASURED_EVERY_MS)),
            eb.and([
              eb('usage_storage.measured_at', '<', before(NEAR_MEASURED_EVERY_MS)),
              usesAtLeast(eb, NEAR_PERCENT, limitsOf, ['storage']),
            ]),
          ]),
        ]),
      ]),
    )
    .orderBy('usage_storage.measured_at', (order) => order.asc().nullsFirst())
    .limit(asked.limit)
    .execute()
  return rows.map((row) => toMeasure(row, now))
}

/** All of the second line is null where it was never measured. */
interface Row {
  site_id: string
  name: string
  tier: Tier
  shard_id: string
  slot: number
  media_bytes: number | null
  database_bytes: number | null
  measured_at: Date | null
  told_tier: Tier | null
  told_shard: string | null
  told_slot: number | null
  failures: number | null
  try_after: Date | null
}

function toMeasure(row: Row, now: Date): SiteToMeasure {
  const failures = Number(row.failures ?? 0)
  const isResting = row.measured_at !== null && row.try_after !== null && row.try_after > now
  const isHere = row.told_shard === row.shard_id && Number(row.told_slot) === Number(row.slot)
  return {
    siteId: row.site_id,
    name: row.name,
    tier: row.tier,
    place: { shardId: row.shard_id, slot: Number(row.slot) },
    last: { mediaBytes: Number(row.media_bytes ?? 0), databaseBytes: Number(row.database_bytes ?? 0) },
    isTold: isHere && row.told_tier === row.tier,
    failures,
    rest: isResting ? { measuredAt: row.measured_at ?? now, failures, tryAfter: row.try_after } : undefined,
  }
}

export async function recordStorage(
  directory: Database,
  { site, isTold, measured, ...attempt }: StorageRecord,
): Promise<void> {
  await directory
    .insertInto('usage_storage')
    .values({
      site_id: site.siteId,
      media_bytes: measured.mediaBytes,
      database_bytes: measured.databaseBytes,
      measured_at: attempt.measuredAt,
      told_tier: isTold ? site.tier : null,
      shard_id: site.place.shardId,
      slot: site.place.slot,
      failures: attempt.failures,
      try_after: attempt.tryAfter,
    })
    .onConflict((conflict) =>
      conflict.column('site_id').doUpdateSet((eb) => ({
        site_id: eb.ref('excluded.site_id'),
        media_bytes: eb.ref('excluded.media_bytes'),
        database_bytes: eb.ref('excluded.database_bytes'),
        measured_at: eb.ref('excluded.measured_at'),
        told_tier: eb.ref('excluded.told_tier'),
        shard_id: eb.ref('excluded.shard_id'),
        slot: eb.ref('excluded.slot'),
        failures: eb.ref('excluded.failures'),
        try_after: eb.ref('excluded.try_after'),
      })),
    )
    .execute()
}
