import { z } from 'zod'
import { defineAction } from './action.ts'
import { pageInput, pageOf, Timestamp } from './page.ts'
import { LimitKind, SiteRef } from './site-shape.ts'
import { Tier } from './tiers.ts'

/** How much of a limit is used: bytes where the name says so, a number otherwise. */
const Used = z.object({
  used: z.number(),
  limit: z.number(),
  /** Rounded down, so that 100 is not said before it is so; more than 100 beyond the limit. */
  usedPercent: z.number().int(),
})
export type Used = z.infer<typeof Used>

/** One warning for each limit, threshold and month. */
export const UsageWarning = z.object({
  of: LimitKind,
  percent: z.union([z.literal(80), z.literal(100)]),
  warnedAt: Timestamp,
})
export type UsageWarning = z.infer<typeof UsageWarning>

/** Of a day in UTC. */
export const DayOfUsage = z.object({
  date: z.iso.date(),
  bandwidthBytes: z.number(),
  visits: z.number().int(),
  requests: z.number().int(),
})
export type DayOfUsage = z.infer<typeof DayOfUsage>

export const SiteUsage = z.object({
  siteId: z.string(),
  siteName: z.string(),
  siteTitle: z.string(),
  tier: Tier,
  /** Media and database as last measured; nothing before that. */
  storageBytes: Used.extend({
    mediaBytes: z.number(),
    databaseBytes: z.number(),
    measuredAt: Timestamp.optional(),
  }),
  /** Sent to visitors this month. */
  bandwidthBytes: Used,
  /**
   * This month: a visitor is an address with a browser, counted once a day (UTC) for asking for pages. Known
   * robots, files, interfaces for programs and the platform's own requests are not counted.
   */
  visits: Used,
  warnings: z.array(UsageWarning),
  /** Where one site was asked for: the days of this month, and of the month before for comparing. */
  days: z.array(DayOfUsage).optional(),
})
export type SiteUsage = z.infer<typeof SiteUsage>

/** `near`: 80 % or more of a limit; `over`: all of it or more. */
export const UsageStanding = z.enum(['near', 'over'])
export type UsageStanding = z.infer<typeof UsageStanding>

export const showUsage = defineAction({
  name: 'usage.show',
  summary: 'Show storage, bandwidth and visits with their limits',
  description:
    'Of one site with its days, or of all sites of the account. Months are UTC; figures of visits and bandwidth are seconds old, storage at most about an hour. Beyond its storage a site takes no further uploads; beyond bandwidth or visits it is served and flagged.',
  input: z.object({
    site: SiteRef.optional(),
    standing: UsageStanding.optional().describe(
      'Only sites near (80 % or more) or over (100 % or more) one of their limits',
    ),
    ...pageInput,
  }),
  output: pageOf(SiteUsage).extend({
    month: z.string().describe('Year and month in UTC, for example 2026-11'),
    /** Of all sites that were asked for, whatever page this is. */
    total: z.object({
      sites: z.number().int(),
      storageBytes: z.number(),
      bandwidthBytes: z.number(),
      visits: z.number().int(),
    }),
  }),
  errors: ['site_not_found'],
  holdsForeignText: 'to-administrators',
  effect: 'reads',
  permission: 'billing:read',
  http: 'GET /v1/usage',
  cli: 'usage show [site]',
  cliExample: 'aipress usage show corner-bakery',
  examples: [
    'how much storage does {site} use',
    'how many visits did {site} have this month',
    'show the usage of {site}',
    'bandwidth of {site}',
    'show my usage',
    'which sites are {standing} their limits',
  ],
})
export type UsageAnswer = z.infer<(typeof showUsage)['output']>

export const usageActions = [showUsage]
