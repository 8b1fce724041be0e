import type {
  Bulk,
  drainShard,
  listBulk,
  mapShards,
  OutputOf,
  previewBulk,
  ShardDetails,
  undrainShard,
} from '@aipress/contract'

/** A sentence need not tell all of it. */
const EVENTS_SHOWN_MAX = 3

/** What came of calls about shards and about many sites. */
export const FLEET_DESCRIPTIONS = {
  'shards.map': ({ totals }: OutputOf<typeof mapShards>) =>
    `${many(totals.shards, 'shard')} with ${many(totals.sites, 'site')}. There is room for ${totals.roomToTarget} more before new shards are needed, and for ${totals.roomToMax} at the most.`,
  'shards.show': describeShard,
  'shards.drain': ({ shard, bulk, stay }: OutputOf<typeof drainShard>) => {
    const staying = stay.map(({ reason, names }) => ` ${names.join(', ')}: ${reason}.`).join('')
    return bulk === undefined
      ? `${shard.shardId} takes no new sites now, and there is none to move.${staying}`
      : `${shard.shardId} takes no new sites now. ${describeBulk(bulk)}${staying}`
  },
  'shards.undrain': ({ shard }: OutputOf<typeof undrainShard>) => `${shard.shardId} takes sites again.`,
  'bulk.preview': ({ title, sites, changes, leftOut }: OutputOf<typeof previewBulk>) => {
    const others = leftOut.map((one) => `${one.sites} ${one.reason}`).join(', ')
    const rest = others === '' ? '' : ` Left out: ${others}.`
    return `"${title}" would change ${changes} of the ${many(sites, 'site')} that were found.${rest} Nothing has changed yet.`
  },
  'bulk.start': describeBulk,
  'bulk.show': describeBulk,
  'bulk.stop': describeBulk,
  'bulk.resume': describeBulk,
  'bulk.list': ({ items }: OutputOf<typeof listBulk>) =>
    items.length === 0
      ? 'Nothing has been changed on many sites at once yet.'
      : items.map((bulk) => `- ${describeBulk(bulk)} (${bulk.bulkId})`).join('\n'),
}

function describeShard(shard: ShardDetails): string {
  const why = shard.reasons.length === 0 ? '' : ` ${shard.reasons.join(' ')}`
  const lately = shard.history.slice(0, EVENTS_SHOWN_MAX).map(({ what }) => what)
  const told = lately.length === 0 ? '' : ` Lately: ${lately.join(' ')}`
  return `${shard.shardId} is ${shard.state}, with ${shard.sites} of ${shard.sitesMax} sites${sayShare(shard)}.${sayMemory(shard)}${why}${told}`
}

/** New sites go elsewhere from the target on. */
function sayShare({ sites, sitesTarget, sitesMax }: ShardDetails): string {
  const percent = sitesMax === 0 ? '' : ` (${Math.round((100 * sites) / sitesMax)} %)`
  return `${percent}, ${sites >= sitesTarget ? 'beyond' : 'below'} its target of ${sitesTarget}`
}

function sayMemory({ parts }: ShardDetails): string {
  const bytes = parts.reduce((sum, { memoryBytes = 0 }) => sum + memoryBytes, 0)
  return bytes === 0 ? '' : ` Its servers take ${(bytes / 1e9).toFixed(1)} GB of memory this moment.`
}

function describeBulk({ title, state, counts }: Bulk): string {
  const ended = counts.succeeded + counts.failed + counts.skipped
  const failed = counts.failed === 0 ? '' : `, ${counts.failed} failed`
  return `"${title}" is ${state}: ${ended} of ${counts.total} done${failed}.`
}

const many = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`
