import { z } from 'zod'

export const Tier = z.enum(['bronze', 'silver', 'gold'])
export type Tier = z.infer<typeof Tier>

/** Service tiers, to the figure of the product's founding document (Service Tiers). */
export const TIERS = {
  bronze: { priceUsdPerMonth: 2, sla: 99.9, storageGb: 5, bandwidthGb: 50, visits: 10_000 },
  silver: { priceUsdPerMonth: 5, sla: 99.95, storageGb: 25, bandwidthGb: 250, visits: 100_000 },
  gold: { priceUsdPerMonth: 15, sla: 99.99, storageGb: 100, bandwidthGb: 1_000, visits: 1_000_000 },
} as const satisfies Record<Tier, object>
