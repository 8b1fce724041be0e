import { z } from 'zod'
import { defineAction } from './action.ts'
import { pageInput, pageOf, Timestamp } from './page.ts'
import { ShardRef, ShardSummary } from './shards.ts'
import { Site, SiteState, siteFilter } from './sites.ts'
import { Tier } from './tiers.ts'

/**
 * One change to many sites: a filter says which, a preview what it would do. The list of sites is fixed when
 * the work starts; each site gets an operation of its own, a few at a time.
 */
export const BulkKind = z.enum(['suspend', 'resume', 'move', 'tier', 'label', 'unlabel', 'delete'])
export type BulkKind = z.infer<typeof BulkKind>

/** Sites of one bulk work; a filter that finds more is refused. */
export const BULK_SITES_MAX = 50_000
export const BULK_AT_ONCE_MAX = 20

export const BulkState = z.enum(['running', 'stopped', 'done'])
export type BulkState = z.infer<typeof BulkState>

export const BulkCounts = z.object({
  total: z.number().int(),
  waiting: z.number().int(),
  running: z.number().int(),
  succeeded: z.number().int(),
  failed: z.number().int(),
  /** Nothing was to be done: gone meanwhile, or already as wanted. */
  skipped: z.number().int(),
})
export type BulkCounts = z.infer<typeof BulkCounts>

export const Bulk = z.object({
  bulkId: z.string(),
  kind: BulkKind,
  /** For people: "Move 38 sites away from shard-003". */
  title: z.string(),
  state: BulkState,
  atOnce: z.number().int(),
  counts: BulkCounts,
  /** What a site that has to wait was told last: "control-plane-2 does not answer." Of the first of them. */
  waitsFor: z.string().optional(),
  /** The first that failed, 20 at most. */
  failures: z.array(
    z.object({ siteName: z.string(), message: z.string(), operationId: z.string().optional() }),
  ),
  requestedBy: z.string(),
  createdAt: Timestamp,
  finishedAt: Timestamp.optional(),
})
export type Bulk = z.infer<typeof Bulk>

const what = {
  kind: BulkKind.describe('What to do with each site'),
  to: ShardRef.optional().describe('With move: the shard; the least loaded one for each site when left out'),
  tier: Tier.optional().describe('Only sites of this tier'),
  newTier: Tier.optional().describe('With tier: the new tier'),
  newLabel: z.string().max(40).optional().describe('With label and unlabel: the label'),
}

const filters = { ...siteFilter, state: SiteState.optional().describe('Only sites in this state'), ...what }

export const previewBulk = defineAction({
  name: 'bulk.preview',
  summary: 'Show what a change to many sites would touch',
  description:
    'Changes nothing. The number of `changes` that it answers is what bulk.start wants to be told.',
  input: z.object(filters),
  output: z.object({
    title: z.string(),
    /** Sites that the filter finds. */
    sites: z.number().int(),
    /** Of these, how many would be changed. */
    changes: z.number().int(),
    /** Why the others would be left out, with a number each. */
    leftOut: z.array(z.object({ reason: z.string(), sites: z.number().int() })),
    /** The first ten by name. */
    sample: z.array(Site),
  }),
  errors: ['shard_not_found', 'shard_state_conflict', 'shard_full'],
  effect: 'reads',
  permission: 'platform:read',
  http: 'GET /v1/bulk-preview',
  cli: 'bulk preview <kind>',
  cliExample: 'aipress bulk preview suspend --label trial',
  examples: ['what would happen if I {kind} all sites on {shard}', 'preview: {kind} all {tier} sites'],
  holdsForeignText: 'to-everyone',
})

export const startBulk = defineAction({
  name: 'bulk.start',
  summary: 'Change many sites, a few at a time',
  description:
    'Say in `sites` how many sites the preview said it would change: if it is another number by now, nothing is changed. Can be stopped and resumed.',
  input: z.object({
    ...filters,
    sites: z.coerce
      .number()
      .int()
      .min(1)
      .max(BULK_SITES_MAX)
      .describe('How many sites the preview said it would change'),
    atOnce: z.coerce
      .number()
      .int()
      .min(1)
      .max(BULK_AT_ONCE_MAX)
      .default(4)
      .describe('How many sites at once'),
  }),
  output: Bulk,
  errors: ['shard_not_found', 'shard_state_conflict', 'shard_full', 'bulk_changed'],
  effect: 'destroys',
  permission: 'platform:change',
  http: 'POST /v1/bulk',
  cli: 'bulk start <kind>',
  cliExample: 'aipress bulk start suspend --label trial --sites 12 --yes',
  examples: [
    'start a bulk {kind} of {sites} sites on {shard}',
    '{kind} all sites on {shard}',
    '{kind} all {tier} sites',
  ],
  confirm: 'kind',
})

const BulkRef = z.string().max(40).describe('The id of the bulk work, for example bulk_…')

export const listBulk = defineAction({
  name: 'bulk.list',
  summary: 'List changes to many sites, newest first',
  input: z.object({ state: BulkState.optional(), ...pageInput }),
  output: pageOf(Bulk),
  errors: [],
  effect: 'reads',
  permission: 'platform:read',
  http: 'GET /v1/bulk',
  cli: 'bulk list',
  cliExample: 'aipress bulk list',
  examples: ['list bulk work', 'which bulk changes are running', 'show the bulk changes'],
  holdsForeignText: 'to-everyone',
})

export const showBulk = defineAction({
  name: 'bulk.show',
  summary: 'Show the progress of a change to many sites',
  input: z.object({ bulk: BulkRef }),
  output: Bulk,
  errors: ['bulk_not_found'],
  effect: 'reads',
  permission: 'platform:read',
  http: 'GET /v1/bulk/{bulk}',
  cli: 'bulk show <bulk>',
  cliExample: 'aipress bulk show bulk_0123456789abcde',
  examples: ['show bulk {bulk}', 'how far is bulk {bulk}'],
  holdsForeignText: 'to-everyone',
})

export const stopBulk = defineAction({
  name: 'bulk.stop',
  summary: 'Stop a change to many sites',
  description: 'What is under way ends; the rest waits until bulk.resume.',
  input: z.object({ bulk: BulkRef }),
  output: Bulk,
  errors: ['bulk_not_found', 'bulk_state_conflict'],
  effect: 'changes',
  permission: 'platform:change',
  http: 'POST /v1/bulk/{bulk}/stop',
  cli: 'bulk stop <bulk>',
  cliExample: 'aipress bulk stop bulk_0123456789abcde',
  examples: ['stop bulk {bulk}', 'halt the bulk change {bulk}'],
})

export const resumeBulk = defineAction({
  name: 'bulk.resume',
  summary: 'Go on with a stopped change to many sites',
  input: z.object({ bulk: BulkRef }),
  output: Bulk,
  errors: ['bulk_not_found', 'bulk_state_conflict'],
  effect: 'changes',
  permission: 'platform:change',
  http: 'POST /v1/bulk/{bulk}/resume',
  cli: 'bulk resume <bulk>',
  cliExample: 'aipress bulk resume bulk_0123456789abcde',
  examples: ['resume bulk {bulk}', 'go on with bulk {bulk}'],
})

export const drainShard = defineAction({
  name: 'shards.drain',
  affectsMany: true,
  summary: 'Move every site away from a shard while they serve',
  description:
    'The shard takes no new sites; each site moves to the least-loaded shard that fits. Refused with the number that does not fit where there is no room, unless `makeShards` says to make what is missing.',
  input: z.object({
    shard: ShardRef,
    makeShards: z
      .stringbool()
      .or(z.boolean())
      .default(false)
      .describe('Make new shards first where the others have no room'),
    atOnce: z.coerce
      .number()
      .int()
      .min(1)
      .max(BULK_AT_ONCE_MAX)
      .default(2)
      .describe('How many sites at once'),
  }),
  output: z.object({
    shard: ShardSummary,
    /** Left out where there is no site to move. */
    bulk: Bulk.optional(),
    /** Sites that are not moved, and why: "pinned to its shard". Ten names of each at most. */
    stay: z.array(z.object({ reason: z.string(), sites: z.number().int(), names: z.array(z.string()) })),
  }),
  errors: ['shard_not_found', 'shard_state_conflict', 'shard_full', 'shards_exhausted'],
  effect: 'changes',
  permission: 'platform:change',
  http: 'POST /v1/shards/{shard}/drain',
  cli: 'shard drain <shard>',
  cliExample: 'aipress shard drain shard-002',
  examples: [
    'drain {shard}',
    'empty {shard}',
    'move all sites away from {shard}',
    'take {shard} into maintenance',
  ],
})

/** Those that the control plane answers. */
export const bulkActions = [previewBulk, startBulk, listBulk, showBulk, stopBulk, resumeBulk, drainShard]
