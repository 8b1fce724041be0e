import type { Tier } from '@aipress/contract'
import type { Database } from '../kernel/database.ts'
import type { Place } from '../platform/place.ts'
import { type LimitsOf, NEAR_PERCENT } from './usage.ts'
import { sitesWithUsage, usesAtLeast } from './usage-query.ts'

export interface SiteToMeasure {
  readonly siteId: string
  readonly name: string
  readonly tier: Tier
  readonly place: Place
}

export interface StorageRecord {
  readonly siteId: string
  readonly place: Place
  readonly mediaBytes: number
  readonly databaseBytes: number
  readonly measuredAt: Date
  /** Whose limit the place knows now; undefined where it could not be told. */
  readonly toldTier: Tier | undefined
}

/** Walking through 50,000 files takes a second; more often tells nobody more. */
export const MEASURED_EVERY_MS = 3_600_000
/** Where the figure soon decides something. */
export const NEAR_MEASURED_EVERY_MS = 600_000
/** Where it could not be measured. */
const TRIED_AGAIN_MS = 300_000

/** Those whose turn it is, and those whose limit or place is another than the place was told. The longest waiting first. */
export async function sitesToMeasure(
  directory: Database,
  limitsOf: LimitsOf,
  asked: { controlGroup: number; month: string; nowMs: number; limit: number },
): Promise<SiteToMeasure[]> {
  const before = (durationMs: number) => new Date(asked.nowMs - durationMs)
  const rows = await sitesWithUsage(directory, asked.month)
    .select(['sites.site_id', 'sites.name', 'sites.tier', 'sites.shard_id', 'sites.slot'])
    .where('sites.control_group', '=', asked.controlGroup)
    .where('sites.state', 'in', ['running', 'suspended'])
    .where('sites.on_hold', '=', false)
    .where((eb) =>
      eb.or([
        eb('usage_storage.measured_at', 'is', null),
        eb('usage_storage.measured_at', '<', before(MEASURED_EVERY_MS)),
        eb('usage_storage.told_tier', '!=', eb.ref('sites.tier')),
        eb('usage_storage.shard_id', '!=', eb.ref('sites.shard_id')),
        eb('usage_storage.slot', '!=', eb.ref('sites.slot')),
        eb.and([
          eb('usage_storage.told_tier', 'is', null),
          eb('usage_storage.measured_at', '<', before(TRIED_AGAIN_MS)),
        ]),
        eb.and([
          eb('usage_storage.measured_at', '<', before(NEAR_MEASURED_EVERY_MS)),
          usesAtLeast(eb, NEAR_PERCENT, limitsOf, ['storage']),
        ]),
      ]),
    )
    .orderBy('usage_storage.measured_at', (order) => order.asc().nullsFirst())
    .limit(asked.limit)
    .execute()
  return rows.map((row) => ({
    siteId: row.site_id,
    name: row.name,
    tier: row.tier,
    place: { shardId: row.shard_id, slot: Number(row.slot) },
  }))
}

export async function recordStorage(directory: Database, record: StorageRecord): Promise<void> {
  await directory
    .insertInto('usage_storage')
    .values({
      site_id: record.siteId,
      media_bytes: record.mediaBytes,
      database_bytes: record.databaseBytes,
      measured_at: record.measuredAt,
      told_tier: record.toldTier ?? null,
      shard_id: record.place.shardId,
      slot: record.place.slot,
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
      })),
    )
    .execute()
}

/** The figures stay, and it is tried again in some minutes. */
export async function recordUnmeasured(
  directory: Database,
  { siteId, place }: SiteToMeasure,
  at: Date,
): Promise<void> {
  const known = await directory
    .selectFrom('usage_storage')
    .select(['media_bytes', 'database_bytes'])
    .where('site_id', '=', siteId)
    .executeTakeFirst()
  await recordStorage(directory, {
    siteId,
    place,
    mediaBytes: Number(known?.media_bytes ?? 0),
    databaseBytes: Number(known?.database_bytes ?? 0),
    measuredAt: at,
    toldTier: undefined,
  })
}
