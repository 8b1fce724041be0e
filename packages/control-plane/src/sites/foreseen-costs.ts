import { TIERS, type Tier } from '@aipress/contract'
import { type Caller, scopeOf } from '../kernel/caller.ts'
import type { Connection } from '../kernel/database.ts'

/**
 * What a change costs, told before it is made. Who has single sites of an account is not told what the whole of it
 * pays.
 */
interface Change {
  readonly accountId: string
  readonly accountName: string
  /** Undefined for a site that is not there yet. */
  readonly from: Tier | undefined
  readonly to: Tier
}

export async function foreseenCosts(
  directory: Connection,
  caller: Caller,
  { accountId, accountName, from, to }: Change,
): Promise<string[]> {
  const [before, after] = [from === undefined ? 0 : priceOf(from), priceOf(to)]
  const price =
    from === undefined
      ? `A ${to} site costs $${after} a month.`
      : `The site costs $${after} a month from then on, instead of $${before}.`
  if (!seesAllOf(caller, accountId)) return [price]
  const paid = await paidBy(directory, accountId)
  const total = paid.total - before + after
  const sites = paid.sites + (from === undefined ? 1 : 0)
  const what = `${sites} ${sites === 1 ? 'site' : 'sites'}`
  return [
    price,
    `The account ${accountName} then pays $${total} a month for its ${what}, instead of $${paid.total}.`,
  ]
}

const priceOf = (tier: Tier) => TIERS[tier].priceUsdPerMonth

function seesAllOf(caller: Caller, accountId: string): boolean {
  const scope = scopeOf(caller)
  return scope === undefined || (scope.accountId === accountId && scope.onlySiteIds === undefined)
}

/** Deleted ones cost nothing. */
async function paidBy(directory: Connection, accountId: string): Promise<{ total: number; sites: number }> {
  const rows = await directory
    .selectFrom('sites')
    .select((select) => ['tier', select.fn.countAll<string>().as('count')])
    .where('account_id', '=', accountId)
    .where('state', '<>', 'deleted')
    .groupBy('tier')
    .execute()
  const counts = rows.map(({ tier, count }) => ({ tier, count: Number(count) }))
  return {
    total: counts.reduce((sum, { tier, count }) => sum + count * priceOf(tier), 0),
    sites: counts.reduce((sum, { count }) => sum + count, 0),
  }
}
