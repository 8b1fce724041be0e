import { z } from 'zod'
import { defineAction } from './action.ts'
import { Timestamp } from './page.ts'

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
})
export type PartHealth = z.infer<typeof PartHealth>

export const Shard = z.object({
  shardId: z.string(),
  state: z.enum(['preparing', 'ready', 'degraded', 'down']),
  /** Sites on it, deleted ones in their grace period included. */
  sites: z.number().int(),
  sitesMax: z.number().int(),
  /** Slots ready to be claimed at once. */
  warmSlots: z.number().int(),
  parts: z.array(PartHealth),
  createdAt: Timestamp,
})
export type Shard = z.infer<typeof Shard>

export const listShards = defineAction({
  name: 'shards.list',
  summary: 'List shards with load and health',
  input: z.object({}),
  output: z.object({ items: z.array(Shard) }),
  errors: [],
  effect: 'reads',
  permission: 'platform:read',
  http: 'GET /v1/shards',
  cli: 'shard list',
  cliExample: 'aipress shard list',
  examples: ['list shards', 'show the shards', 'how full are the shards', 'are the shards healthy'],
})

export const shardActions = [listShards]
