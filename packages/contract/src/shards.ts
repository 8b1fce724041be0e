import { z } from 'zod'
import { defineAction } from './action.ts'
import { Operation } from './operations.ts'
import { missingGroups, pageInput, pageOf, Timestamp } from './page.ts'
import { Tier } from './tiers.ts'

/** One daemon of a shard or of the platform, as its supervisor and a probe see it. */
export const PartHealth = z.object({
  /** For example `shard-001/mariadb` or `edge`. */
  name: z.string(),
  healthy: z.boolean(),
  /** What is wrong, in words, when it is not healthy. */
  problem: z.string().optional(),
  memoryBytes: z.number().optional(),
  uptimeSeconds: z.number().optional(),
  /** How often the supervisor had to start it again since the platform was started. */
  restarts: z.number().int().optional(),
  lastRestartAt: Timestamp.optional(),
  /** How long the probe took that found it healthy or not. */
  latencyMs: z.number().optional(),
})
export type PartHealth = z.infer<typeof PartHealth>

/**
 * `preparing`: being made. `degraded`: serves, but a part is sick or slow. `down`: its sites do not work.
 * `draining`: takes no new sites while those it has move away. `retired`: gone for good; its number is given
 * again only where no other is left.
 */
export const ShardState = z.enum(['preparing', 'healthy', 'degraded', 'down', 'draining', 'retired'])
export type ShardState = z.infer<typeof ShardState>

/** Lower case as Google Cloud writes them, for example `europe-west1`; `local` on one machine. */
export const Region = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/,
    'Use lower-case letters, digits and dashes, for example europe-west1',
  )

/** Every action on a shard takes its id, or its number alone. */
export const ShardRef = z.string().trim().min(1).max(40).describe('Id of the shard, for example shard-001')

/** What a map or a list needs of a shard; small, as there may be a thousand. */
export const ShardSummary = z.object({
  shardId: z.string(),
  /** The control group that manages it, counted from 1. */
  controlGroup: z.number().int(),
  region: z.string(),
  /** Sites of these tiers may be placed here. */
  tiers: z.array(Tier),
  state: ShardState,
  /** Why it is in that state, in words, where it is not simply healthy. */
  reasons: z.array(z.string()),
  /**
   * Sites on it or on their way to it, deleted ones in their grace period included, and those that moved away until
   * their places are emptied.
   */
  sites: z.number().int(),
  /** Placement prefers shards below this. */
  sitesTarget: z.number().int(),
  /** There are never more. */
  sitesMax: z.number().int(),
  createdAt: Timestamp,
})
export type ShardSummary = z.infer<typeof ShardSummary>

export const Shard = ShardSummary.extend({
  /** Slots ready to be claimed at once. */
  warmSlots: z.number().int(),
  /** Of its sites: how many have moved away already. Their places are kept for some minutes and emptied then. */
  leftBehind: z.number().int(),
  /** As they are this moment; empty where the control group does not answer. */
  parts: z.array(PartHealth),
})
export type Shard = z.infer<typeof Shard>

export const ShardEvent = z.object({
  at: Timestamp,
  /** `state`: it changed its state. `healing`: the platform mended something by itself. */
  kind: z.enum(['state', 'healing']),
  /** The new state, of `state`. */
  state: ShardState.optional(),
  /** In words: why, or what was mended. */
  what: z.string(),
})
export type ShardEvent = z.infer<typeof ShardEvent>

export const ShardDetails = Shard.extend({
  /** The newest first, 100 at most. */
  history: z.array(ShardEvent),
  missing: missingGroups,
})
export type ShardDetails = z.infer<typeof ShardDetails>

const filter = {
  state: ShardState.optional().describe(
    'Only shards in this state; retired ones are left out unless asked for',
  ),
  region: Region.optional().describe('Only shards of this region'),
  controlGroup: z.coerce.number().int().min(1).optional().describe('Only shards of this control group'),
}

export const listShards = defineAction({
  name: 'shards.list',
  summary: 'List shards with load and health',
  input: z.object({ ...filter, ...pageInput }),
  output: pageOf(Shard).extend({ missing: missingGroups }),
  errors: [],
  effect: 'reads',
  permission: 'platform:read',
  http: 'GET /v1/shards',
  cli: 'shard list',
  cliExample: 'aipress shard list --state degraded',
  examples: [
    'list shards',
    'show the shards',
    'how full are the shards',
    'are the shards healthy',
    'which shards are {state}',
  ],
})

/** A map is looked at as a whole, so this one list is not paged; 5,000 shards hold 250,000 sites. */
export const SHARDS_IN_MAP_MAX = 5_000

export const mapShards = defineAction({
  name: 'shards.map',
  summary: 'Show all shards at a glance with load, health and headroom',
  description: `All shards at once, ${SHARDS_IN_MAP_MAX} at most, without their parts.`,
  input: z.object({ ...filter }),
  output: z.object({
    items: z.array(ShardSummary),
    totals: z.object({
      shards: z.number().int(),
      sites: z.number().int(),
      /** Sites that fit before new shards are needed, by the target and by the cap, on shards that take new sites. */
      roomToTarget: z.number().int(),
      roomToMax: z.number().int(),
    }),
  }),
  errors: [],
  effect: 'reads',
  permission: 'platform:read',
  http: 'GET /v1/shard-map',
  cli: 'shard map',
  cliExample: 'aipress shard map --region europe-west1',
  examples: [
    'show the shard map',
    'map of the shards',
    'how much headroom is there',
    'how much room is left on the shards',
  ],
})

export const showShard = defineAction({
  name: 'shards.show',
  summary: 'Show one shard with its parts and history',
  input: z.object({ shard: ShardRef }),
  output: ShardDetails,
  errors: ['shard_not_found'],
  effect: 'reads',
  permission: 'platform:read',
  http: 'GET /v1/shards/{shard}',
  cli: 'shard show <shard>',
  cliExample: 'aipress shard show shard-001',
  examples: ['show shard {shard}', 'how full is {shard}', 'how is {shard} doing', 'history of {shard}'],
})

export const ShardOperation = z.object({
  shard: ShardSummary,
  operation: Operation,
})
export type ShardOperation = z.infer<typeof ShardOperation>

export const createShard = defineAction({
  name: 'shards.create',
  summary: 'Make a new shard',
  description:
    'Shards are also made by themselves when headroom falls low. Answers with the operation to watch.',
  input: z.object({
    region: Region.optional().describe('Where; the platform’s first region when left out'),
    controlGroup: z.coerce
      .number()
      .int()
      .min(1)
      .max(1_000)
      .optional()
      .describe('Which control group manages it; the one with the fewest shards when left out'),
  }),
  output: ShardOperation,
  errors: ['shards_exhausted', 'disk_full', 'control_group_unavailable'],
  effect: 'creates',
  permission: 'platform:change',
  http: 'POST /v1/shards',
  cli: 'shard create',
  cliExample: 'aipress shard create',
  examples: ['create a shard', 'make a new shard', 'add a shard', 'create a shard in {region}'],
})

export const undrainShard = defineAction({
  name: 'shards.undrain',
  summary: 'Let a draining shard take sites again',
  description: 'Moves that are under way end; those that still wait are not started.',
  input: z.object({ shard: ShardRef }),
  output: z.object({ shard: ShardSummary }),
  errors: ['shard_not_found', 'shard_state_conflict'],
  effect: 'changes',
  permission: 'platform:change',
  http: 'POST /v1/shards/{shard}/undrain',
  cli: 'shard undrain <shard>',
  cliExample: 'aipress shard undrain shard-001',
  examples: ['undrain {shard}', 'stop draining {shard}', 'let {shard} take sites again'],
})

export const retireShard = defineAction({
  name: 'shards.retire',
  summary: 'Remove an empty shard for good',
  description:
    'Only a shard without sites can be retired; drain it first. Its servers and their data are removed.',
  input: z.object({ shard: ShardRef }),
  output: ShardOperation,
  errors: ['shard_not_found', 'shard_state_conflict', 'shard_not_empty', 'control_group_unavailable'],
  effect: 'destroys',
  permission: 'platform:change',
  http: 'DELETE /v1/shards/{shard}',
  cli: 'shard retire <shard>',
  cliExample: 'aipress shard retire shard-003 --yes',
  examples: ['retire {shard}', 'remove the shard {shard}', 'shut down {shard} for good'],
  confirm: 'shard',
})

/** Those that the control plane answers. `shards.drain` is with bulk work, which it is. */
export const shardActions = [listShards, mapShards, showShard, createShard, undrainShard, retireShard]
