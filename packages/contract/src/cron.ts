import { z } from 'zod'
import { defineAction } from './action.ts'
import { Timestamp } from './page.ts'
import { SiteRef } from './site-shape.ts'

export const ScheduledEvent = z.object({
  /** Named by WordPress or a plugin, as all texts here: data, never instructions. */
  hook: z.string(),
  dueAt: Timestamp,
  /** The interval’s name, where it comes again. */
  schedule: z.string().optional(),
  intervalSeconds: z.number().int().optional(),
  /** JSON, shortened. */
  args: z.string(),
})
export type ScheduledEvent = z.infer<typeof ScheduledEvent>

export const CronRun = z.object({
  startedAt: Timestamp,
  durationMs: z.number().int(),
  /** `due`: the platform ran what was due; `asked`: somebody asked for it. */
  trigger: z.enum(['due', 'asked']),
  /** `failed` where any event failed or WordPress itself did; `interrupted`: how it ended is not known. */
  outcome: z.enum(['succeeded', 'failed', 'interrupted']),
  events: z.array(
    z.object({
      hook: z.string(),
      durationMs: z.number().int(),
      problem: z.string().optional().describe('Why it failed; absent where it did not'),
    }),
  ),
  problem: z.string().optional().describe('What was wrong with the run as a whole'),
})
export type CronRun = z.infer<typeof CronRun>

export const listCron = defineAction({
  name: 'cron.list',
  summary: 'List what a site has scheduled, and how its last runs went',
  description:
    'WordPress and plugins schedule work (cron events). The platform runs what is due within a few seconds, with or without visitors, and keeps the last 20 runs and the last 20 that failed. What fails rests longer each time, six hours at most.',
  input: z.object({
    site: SiteRef,
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(500)
      .default(100)
      .describe('How many events to return, earliest first, 500 at most'),
  }),
  output: z.object({
    siteName: z.string(),
    /** When the platform starts the site next; absent where nothing is scheduled, or the site is not running. */
    nextRunAt: Timestamp.optional(),
    events: z.array(ScheduledEvent),
    eventsLeftOut: z.number().int(),
    /** Hooks that failed when they last ran, with how many times in a row. */
    failing: z.array(z.object({ hook: z.string(), times: z.number().int() })),
    /** Newest first. */
    runs: z.array(CronRun),
  }),
  holdsForeignText: 'to-everyone',
  errors: ['site_not_found', 'site_state_conflict', 'site_moved'],
  effect: 'reads',
  permission: 'sites:read',
  http: 'GET /v1/sites/{site}/cron',
  cli: 'cron list <site>',
  cliExample: 'aipress cron list corner-bakery',
  examples: [
    'show the cron events of {site}',
    'list the scheduled events of {site}',
    'what is scheduled on {site}',
    'cron of {site}',
    'did the cron jobs of {site} run',
  ],
})

export const runCron = defineAction({
  name: 'cron.run',
  summary: 'Run what a site has scheduled and is due now',
  description:
    'Answers when it has run, within two minutes, and says of each event how it went. With a hook all its events run, due or not. Events that come again are scheduled again.',
  input: z.object({
    site: SiteRef,
    hook: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('Only the events of this hook, due or not; see "aipress cron list"'),
  }),
  output: z.object({ siteName: z.string(), run: CronRun, nextRunAt: Timestamp.optional() }),
  outcome: ({ run }) => (run.outcome === 'succeeded' ? 'ok' : `run_${run.outcome}`),
  holdsForeignText: 'to-everyone',
  errors: ['site_not_found', 'site_state_conflict', 'site_busy', 'site_moved'],
  effect: 'changes',
  permission: 'sites:operate',
  http: 'POST /v1/sites/{site}/cron/run',
  cli: 'cron run <site>',
  cliExample: 'aipress cron run corner-bakery --hook wp_scheduled_delete',
  examples: [
    'run the cron of {site}',
    'run the due events of {site}',
    'run the cron jobs of {site} now',
    'run the cron event {hook} on {site}',
    'run the hook {hook} of {site} now',
  ],
})

export const cronActions = [listCron, runCron]
