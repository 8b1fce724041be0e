import { AipressError, changeSiteTier } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { noticeOfTier } from './php-settings.ts'
import { requireState } from './site.ts'
import { answeredBefore, type SiteOperationDeps } from './site-operations.ts'
import { startTierChange } from './tier-change.ts'

export function changeTierHandler(deps: SiteOperationDeps): Handler {
  const { finder } = deps
  return handle(changeSiteTier, async ({ site: text, tier }, { caller, touch, idOf }) => {
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
