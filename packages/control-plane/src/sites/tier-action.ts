import { AipressError, changeSiteTier, TIERS, type Tier } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'
import { isDryRun } from '../kernel/dry-run.ts'
import { foreseenCosts } from './foreseen-costs.ts'
import { noticeOfTier } from './php-settings.ts'
import { requireState, type SiteRecord } from './site.ts'
import { answeredBefore, type SiteOperationDeps } from './site-operations.ts'
import { hasOwnServers, startTierChange, wantsOwnServers } from './tier-change.ts'

export function changeTierHandler(deps: SiteOperationDeps): Handler {
  const { finder } = deps
  return handle(changeSiteTier, async ({ site: text, tier }, { caller, touch, idOf, foresee }) => {
    const operationId = idOf('operation')
    const earlier = await answeredBefore(deps, operationId)
    if (earlier !== undefined) return earlier
    const site = await finder.find(text, caller)
    touch({ siteId: site.siteId, accountId: site.accountId })
    requireState(site, ['running', 'suspended'])
    if (site.tier === tier) {
      throw new AipressError('site_state_conflict', `${site.title} (${site.name}) is ${tier} already.`, {
        hint: `See it with "aipress site show ${site.name}".`,
      })
    }
    if (isDryRun()) foresee(await foreseen(deps, caller, site, tier))
    const operation = await startTierChange(deps, site, tier, {
      requestedBy: caller.displayName,
      operationId,
      action: 'sites.tier',
      title: `Make ${site.title} ${tier}`,
    })
    touch({ operationId: operation.operationId })
    const notice = noticeOfTier(site.tier, tier, site.php)
    return { site: await finder.describeOne(site), operation, ...(notice === undefined ? {} : { notice }) }
  })
}

async function foreseen(
  deps: SiteOperationDeps,
  caller: Caller,
  site: SiteRecord,
  tier: Tier,
): Promise<string[]> {
  const { services, finder, plan } = deps
  const { accountName } = await finder.describeOne(site)
  const wants = wantsOwnServers(tier, plan)
  const moves = wants !== (await hasOwnServers(services, site))
  const php = noticeOfTier(site.tier, tier, site.php)
  return [
    ...(await foreseenCosts(services.directory, caller, {
      accountId: site.accountId,
      accountName,
      from: site.tier,
      to: tier,
    })),
    limitsInWords(tier, site.tier),
    ...(php === undefined ? [] : [php]),
    moves
      ? `It is moved to ${wants ? 'servers of its own' : 'servers that it shares'}: visitors are served all the while, and only changes to the site wait for a moment.`
      : 'It stays where it is, and visitors are served all the while.',
  ]
}

function limitsInWords(to: Tier, from: Tier): string {
  const said = (count: number) => count.toLocaleString('en-US')
  const [now, before] = [TIERS[to], TIERS[from]]
  return `It may use ${said(now.storageGb)} GB of storage, and ${said(now.bandwidthGb)} GB of bandwidth and ${said(now.visits)} visits a month, instead of ${said(before.storageGb)} GB, ${said(before.bandwidthGb)} GB and ${said(before.visits)}.`
}
