import type { Bulk, BulkKind } from '@aipress/contract/bulk.ts'
import { AipressError } from '@aipress/contract/errors.ts'
import { newId } from '@aipress/contract/ids.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { TIERS, type Tier } from '@aipress/contract/tiers.ts'
import type { Answer, Asked } from './answers.ts'
import { placeOf } from './fleet.ts'
import { page, type SiteFilter, sitesOf } from './site-filter.ts'
import { ago, type DevShard, type World } from './world.ts'

/** How long a handful of sites takes here. */
const TICK_MS = 300

interface BulkInput extends SiteFilter {
  kind: BulkKind
  to?: string
  newTier?: Tier
  newLabel?: string
  sites?: number
  atOnce?: number
}

export const BULK_ANSWERS: Record<string, Answer> = {
  'bulk.preview': (input: BulkInput, { world }) => {
    const { sites, wanted, leftOut } = plan(world, input)
    return {
      title: titleOf(input, wanted.length),
      sites: sites.length,
      changes: wanted.length,
      leftOut,
      sample: wanted.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, 10),
    }
  },
  'bulk.start': (input: BulkInput, asked) => {
    const { wanted } = plan(asked.world, input)
    if (wanted.length !== input.sites) {
      throw new AipressError(
        'bulk_changed',
        `By now ${wanted.length} sites would change, not ${input.sites}.`,
        {
          hint: 'Look at the preview again, then confirm.',
        },
      )
    }
    return startBulk(input, asked)
  },
  'bulk.list': ({ state, ...input }, { world }) =>
    page(
      world.bulks.filter((bulk) => (state ?? bulk.state) === bulk.state),
      input,
    ),
  'bulk.show': ({ bulk }, { world }) => findBulk(world, bulk),
  'bulk.stop': ({ bulk }, { world }) => Object.assign(findBulk(world, bulk), { state: 'stopped' }),
  'bulk.resume': ({ bulk }, { world }) => {
    const found = findBulk(world, bulk)
    found.state = 'running'
    runs.get(found.bulkId)?.()
    return found
  },
}

/** How a stopped one goes on. */
const runs = new Map<string, () => void>()

export function startBulk(input: BulkInput, { world, person }: Pick<Asked, 'world' | 'person'>): Bulk {
  const { wanted } = plan(world, input)
  const total = wanted.length
  const bulk: Bulk = {
    bulkId: newId('bulk'),
    kind: input.kind,
    title: titleOf(input, total),
    state: 'running',
    atOnce: input.atOnce ?? 4,
    counts: { total, waiting: total, running: 0, succeeded: 0, failed: 0, skipped: 0 },
    failures: [],
    requestedBy: person.email,
    createdAt: ago(0),
  }
  world.bulks.unshift(bulk)
  const queue = [...wanted]
  const tick = () => {
    if (bulk.state !== 'running') return
    const now = queue.splice(0, bulk.atOnce)
    for (const site of now) finish(world, bulk, input, site)
    const running = Math.min(queue.length, bulk.atOnce)
    Object.assign(bulk.counts, { waiting: queue.length - running, running })
    if (queue.length === 0) Object.assign(bulk, { state: 'done', finishedAt: ago(0) })
    else setTimeout(tick, TICK_MS).unref()
  }
  runs.set(bulk.bulkId, tick)
  setTimeout(tick, TICK_MS).unref()
  return bulk
}

function finish(world: World, bulk: Bulk, input: BulkInput, site: Site): void {
  if (!site.labels.includes('fragile')) {
    bulk.counts.succeeded += 1
    change(world, input, site)
    return
  }
  bulk.counts.failed += 1
  if (bulk.failures.length < 20) {
    bulk.failures.push({
      siteName: site.name,
      message: 'Its files changed faster than they could be copied.',
    })
  }
}

function change(world: World, input: BulkInput, site: Site): void {
  switch (input.kind) {
    case 'suspend':
      site.state = 'suspended'
      break
    case 'resume':
      site.state = 'running'
      break
    case 'delete':
      Object.assign(site, { state: 'deleted', undeletableUntil: ago(-7 * 24 * 60) })
      break
    case 'move':
      Object.assign(site, placeOf(targetOf(world, input.to, site)))
      break
    case 'tier':
      Object.assign(site, tierOf(input.newTier ?? 'bronze'))
      break
    case 'label':
      site.labels = [...new Set([...site.labels, input.newLabel ?? ''])].toSorted()
      break
    case 'unlabel':
      site.labels = site.labels.filter((label) => label !== input.newLabel)
  }
}

export function tierOf(tier: Tier): Pick<Site, 'tier' | 'costUsdPerMonth'> {
  return { tier, costUsdPerMonth: TIERS[tier].priceUsdPerMonth }
}

export function targetOf(world: World, to: string | undefined, site: Site): DevShard {
  const shard = world.shards.find(({ shardId, state }) =>
    to === undefined ? shardId !== site.shardId && state === 'healthy' : shardId === to,
  )
  if (shard !== undefined) return shard
  throw new AipressError(
    to === undefined ? 'shard_full' : 'shard_not_found',
    'There is no shard with room.',
    {
      hint: 'Make a new shard first.',
    },
  )
}

function plan(world: World, input: BulkInput) {
  const sites = sitesOf(world, input)
  const why = (site: Site) => {
    if (input.kind === 'move' && site.pinned) return 'pinned to their shard'
    if (input.kind === 'move' && site.shardId === input.to) return `on ${input.to} already`
    if (input.kind === 'suspend' && site.state === 'suspended') return 'suspended already'
    if (input.kind === 'resume' && site.state === 'running') return 'running already'
    if (input.kind === 'tier' && site.tier === input.newTier) return `${input.newTier} already`
    return undefined
  }
  const leftOut = Map.groupBy(sites, why)
  return {
    sites,
    wanted: leftOut.get(undefined) ?? [],
    leftOut: [...leftOut].flatMap(([reason, those]) =>
      reason === undefined ? [] : [{ reason, sites: those.length }],
    ),
  }
}

function titleOf({ kind, to, shard, newTier, newLabel }: BulkInput, count: number): string {
  const sites = count === 1 ? '1 site' : `${count.toLocaleString('en')} sites`
  const titles: Record<BulkKind, string> = {
    suspend: `Suspend ${sites}`,
    resume: `Resume ${sites}`,
    delete: `Delete ${sites}`,
    move: `Move ${sites}${shard === undefined ? '' : ` away from ${shard}`}${to === undefined ? '' : ` to ${to}`}`,
    tier: `Change the tier of ${sites} to ${newTier}`,
    label: `Label ${sites} “${newLabel}”`,
    unlabel: `Take the label “${newLabel}” off ${sites}`,
  }
  return titles[kind]
}

function findBulk(world: World, bulkId: string): Bulk {
  const found = world.bulks.find((bulk) => bulk.bulkId === bulkId)
  if (found !== undefined) return found
  throw new AipressError('bulk_not_found', `There is no bulk change "${bulkId}".`, {
    hint: 'See all under Bulk.',
  })
}
