import { z } from 'zod'

export const Tier = z.enum(['bronze', 'silver', 'gold'])
export type Tier = z.infer<typeof Tier>

/** Service tiers, to the figure of the product's founding document (Service Tiers). */
export const TIERS = {
  bronze: { priceUsdPerMonth: 2, sla: 99.9, storageGb: 5, bandwidthGb: 50, visits: 10_000 },
  silver: { priceUsdPerMonth: 5, sla: 99.95, storageGb: 25, bandwidthGb: 250, visits: 100_000 },
  gold: { priceUsdPerMonth: 15, sla: 99.99, storageGb: 100, bandwidthGb: 1_000, visits: 1_000_000 },
} as const satisfies Record<Tier, object>

/** What PHP gives one request. */
export interface PhpSettings {
  readonly memoryMb: number
  readonly uploadMb: number
  /** Of processor time. */
  readonly seconds: number
}

/** What WordPress asks for in its admin, what most photographs and short films need, and what an import takes. */
export const PHP_DEFAULTS: PhpSettings = { memoryMb: 256, uploadMb: 100, seconds: 60 }

/** Below these the admin of WordPress itself fails. */
export const PHP_LIMITS_LEAST: PhpSettings = { memoryMb: 64, uploadMb: 2, seconds: 10 }

/**
 * The most that a site may have. Four processes of a site may each take its memory: a bronze one shares 24 GB with
 * hundreds, so it gets no more than WordPress asks for; shops and page builders want 512 MB. An upload lies on the
 * edge's disk while it comes in.
 */
export const PHP_LIMITS: Readonly<Record<Tier, PhpSettings>> = {
  bronze: { memoryMb: 256, uploadMb: 128, seconds: 120 },
  silver: { memoryMb: 512, uploadMb: 512, seconds: 180 },
  gold: { memoryMb: 1_024, uploadMb: 1_024, seconds: 300 },
}
