import { z } from 'zod'
import { defineAction } from './action.ts'
import { missingGroups, Timestamp } from './page.ts'
import { PartHealth } from './shards.ts'

export const PlatformStatus = z.object({
  healthy: z.boolean(),
  version: z.string(),
  wordpressVersion: z.string(),
  consoleUrl: z.string(),
  sites: z.object({
    running: z.number().int(),
    suspended: z.number().int(),
    deleted: z.number().int(),
    creating: z.number().int(),
  }),
  operations: z.object({ running: z.number().int(), failedLastDay: z.number().int() }),
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }),
  parts: z.array(PartHealth),
  /** What went wrong and was healed of late, newest first, 20 at most. */
  incidents: z.array(z.object({ at: Timestamp, part: z.string(), what: z.string() })),
  /** The language model in use, or `built-in`. */
  model: z.string(),
  missing: missingGroups,
})
export type PlatformStatus = z.infer<typeof PlatformStatus>

export const showStatus = defineAction({
  name: 'platform.status',
  summary: 'Show the health of every part of the platform',
  input: z.object({}),
  output: PlatformStatus,
  errors: [],
  effect: 'reads',
  permission: 'platform:read',
  http: 'GET /v1/status',
  cli: 'status',
  cliExample: 'aipress status',
  examples: [
    'status',
    'platform status',
    'is everything running',
    'is the platform healthy',
    'what is broken',
  ],
})

export const platformActions = [showStatus]
