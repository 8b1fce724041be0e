import { AipressError, changeSiteTier } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { changeTierWorkflow } from './change-tier.workflow.ts'
import { requireState } from './site.ts'
import { holdStaying, laneDepsOf } from './site-lane.ts'
import { answeredBefore, requestFor, type SiteOperationDeps } from './site-operations.ts'
import { requireTierFits } from './tier-rules.ts'

export function changeTierHandler(deps: SiteOperationDeps): Handler {
  const { services, engine, finder } = deps
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
    await requireTierFits(services.directory, site, tier)
    const title = `Make ${site.title} ${tier}`
    const operation = await engine.transaction(async (tx) => {
      await holdStaying(laneDepsOf(deps), tx, site.siteId)
      return engine.start(
        tx,
        changeTierWorkflow,
        { siteId: site.siteId, from: site.tier, to: tier },
        { ...requestFor(site, caller), operationId, action: 'sites.tier', title },
      )
    })
    touch({ operationId: operation.operationId })
    return { site: await finder.describeOne(site), operation }
  })
}
