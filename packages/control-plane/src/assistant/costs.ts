import { type AnyAction, type Site, TIERS, Tier } from '@aipress/contract'
import type { Texts } from './interpreter/texts/texts.ts'

/** Whether the call costs more than what a site costs anyway: a person is asked before. */
export function costsMore(action: AnyAction, input: Record<string, unknown>): boolean {
  const tier = tierIn(action, input)
  return tier !== undefined && tier !== 'bronze'
}

/** What it costs, where that is known beforehand. */
export function costLineOf(
  action: AnyAction,
  input: Record<string, unknown>,
  texts: Texts,
): string | undefined {
  const tier = tierIn(action, input) ?? (action.name === 'sites.create' ? 'bronze' : undefined)
  return tier === undefined ? undefined : texts.costsAMonth(tier, TIERS[tier].priceUsdPerMonth)
}

interface Call {
  readonly action: string
  readonly input: Record<string, unknown>
}

/** What all sites would cost a month once these calls were made; undefined where that is what they cost already. */
export function costOnceDone(
  sites: readonly Pick<Site, 'siteId' | 'name' | 'costUsdPerMonth'>[],
  calls: readonly Call[],
): number | undefined {
  const costs = new Map(sites.map(({ siteId, costUsdPerMonth }) => [siteId, costUsdPerMonth]))
  const now = sumOf(costs)
  for (const [index, { action, input }] of calls.entries()) {
    const tier = Tier.safeParse(input.tier ?? 'bronze')
    if (!tier.success) continue
    const price = TIERS[tier.data].priceUsdPerMonth
    if (action === 'sites.create') costs.set(`new ${index}`, price)
    const site = sites.find(({ siteId, name }) => siteId === input.site || name === input.site)
    if (action === 'sites.tier' && site !== undefined) costs.set(site.siteId, price)
    if (action === 'sites.delete' && site !== undefined) costs.delete(site.siteId)
  }
  const then = sumOf(costs)
  return then === now ? undefined : then
}

const sumOf = (costs: ReadonlyMap<string, number>) => [...costs.values()].reduce((sum, one) => sum + one, 0)

/** The calls of an approval: one, or the steps of a plan. */
export function callsOf({
  card,
  input,
}: {
  card: { action: string }
  input: Record<string, unknown>
}): Call[] {
  return Array.isArray(input.steps) ? (input.steps as Call[]) : [{ action: card.action, input }]
}

function tierIn(action: AnyAction, input: Record<string, unknown>): Tier | undefined {
  if (action.name !== 'sites.create' && action.name !== 'sites.tier') return undefined
  const tier = Tier.safeParse(input.tier)
  return tier.success ? tier.data : undefined
}
