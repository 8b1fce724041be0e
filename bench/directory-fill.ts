import { directoryMigrations, openFeed } from '../packages/control-plane/src/directory/index.ts'
import { hostnameMigrations } from '../packages/control-plane/src/hostnames/index.ts'
import type { Database } from '../packages/control-plane/src/kernel/database.ts'
import { migrate } from '../packages/control-plane/src/kernel/migrate.ts'
import { shardMigrations } from '../packages/control-plane/src/shards/index.ts'
import { siteMigrations } from '../packages/control-plane/src/sites/index.ts'

const SITES_PER_SHARD = 50
const BATCH = 1_000
const REGIONS = ['us-central1', 'europe-west1', 'asia-northeast1']
const TIERS = ['bronze', 'bronze', 'bronze', 'silver', 'gold'] as const

export const nameOf = (number: number) => `site-${String(number).padStart(6, '0')}`
export const hostnameOf = (number: number) => `${nameOf(number)}.localhost`
export const siteIdOf = (number: number) => `site_${String(number).padStart(15, '0')}`
export const placeOf = (number: number) => ({
  shardId: `shard-${String(Math.floor(number / SITES_PER_SHARD) + 1).padStart(3, '0')}`,
  slot: (number % SITES_PER_SHARD) + 1,
})

/** A directory as it is after so many sites were created, written in bulk. */
export async function fillDirectory(directory: Database, sites: number): Promise<void> {
  await migrate(directory, {
    ...directoryMigrations,
    ...shardMigrations,
    ...hostnameMigrations,
    ...siteMigrations,
  })
  const shards = Math.ceil(sites / SITES_PER_SHARD)
  const groupOf = (shard: number) => Math.floor(shard / 100) + 1
  for (let group = 1; group <= groupOf(shards - 1); group += 1) await openFeed(directory, group)
  for (let shard = 0; shard < shards; shard += 1) {
    await directory
      .insertInto('shards')
      .values({
        shard_id: placeOf(shard * SITES_PER_SHARD).shardId,
        number: shard + 1,
        control_group: groupOf(shard),
        region: REGIONS[shard % REGIONS.length] ?? '',
        tiers: 'bronze,silver,gold',
        state: 'ready',
        health: shard % 50 === 0 ? 'degraded' : 'healthy',
        reasons: '[]',
        slots: SITES_PER_SHARD,
        sites_target: 40,
        sites: SITES_PER_SHARD,
        php_version: '8.2',
        created_at: new Date(),
      })
      .execute()
  }
  for (let from = 0; from < sites; from += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, sites - from) }, (_, index) => from + index)
    await directory
      .insertInto('sites')
      .values(numbers.map((number) => siteRow(number, groupOf(Math.floor(number / SITES_PER_SHARD)))))
      .execute()
    const rows = numbers.map((number) => ({
      hostname: hostnameOf(number),
      site_id: siteIdOf(number),
      kind: 'built-in' as const,
      is_primary: true,
    }))
    await directory.insertInto('hostnames').values(rows).execute()
  }
}

function siteRow(number: number, controlGroup: number) {
  const { shardId, slot } = placeOf(number)
  const title = `Site number ${number}`
  return {
    site_id: siteIdOf(number),
    account_id: `acc_${number % 500}`,
    name: nameOf(number),
    title,
    tier: TIERS[number % TIERS.length] ?? 'bronze',
    state: 'running' as const,
    shard_id: shardId,
    slot,
    control_group: controlGroup,
    region: REGIONS[Math.floor(number / SITES_PER_SHARD) % REGIONS.length] ?? '',
    search_text: `${nameOf(number)} ${title} ${hostnameOf(number)}`.toLowerCase(),
    admin_email: 'owner@example.com',
    wordpress_version: number % 10 === 0 ? '7.0.2' : '7.1.1',
    php_version: '8.2',
    created_at: new Date(Date.now() - number * 60_000),
  }
}
