import { type AnyAction, TIERS, Tier } from '@aipress/contract'

/** Whether the call costs more than what a site costs anyway: a person is asked before. */
export function costsMore(action: AnyAction, input: Record<string, unknown>): boolean {
  const tier = tierIn(action, input)
  return tier !== undefined && tier !== 'bronze'
}

/** What it costs, where that is known beforehand. */
export function costLineOf(action: AnyAction, input: Record<string, unknown>): string | undefined {
  if (action.name === 'sites.create') return priceOf(tierIn(action, input) ?? 'bronze')
  const tier = tierIn(action, input)
  return tier === undefined ? undefined : priceOf(tier)
}

function tierIn(action: AnyAction, input: Record<string, unknown>): Tier | undefined {
  if (action.name !== 'sites.create' && action.name !== 'sites.tier') return undefined
  const tier = Tier.safeParse(input.tier)
  return tier.success ? tier.data : undefined
}

const priceOf = (tier: Tier) => `A ${tier} site costs $${TIERS[tier].priceUsdPerMonth} a month`
