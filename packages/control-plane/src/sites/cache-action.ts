import { purgeCache } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { purgeCacheWorkflow } from './purge-cache.workflow.ts'
import { requireState } from './site.ts'
import { answeredBefore, requestFor, type SiteOperationDeps } from './site-operations.ts'

const WHAT = { pages: 'the kept pages', objects: 'the cached objects', all: 'what is cached' }

/** It has a queue of its own: nothing that is at work on the site has to end first, nor waits for it. */
export function purgeCacheHandler(deps: SiteOperationDeps): Handler {
  const { engine, finder } = deps
  return handle(purgeCache, async ({ site: text, only }, { caller, touch, idOf }) => {
    const operationId = idOf('operation')
    const earlier = await answeredBefore(deps, operationId)
    if (earlier !== undefined) return earlier
    const site = await finder.find(text, caller)
    touch({ siteId: site.siteId, accountId: site.accountId })
    requireState(site, ['running', 'suspended'])
    const operation = await engine.transaction((tx) =>
      engine.start(
        tx,
        purgeCacheWorkflow,
        { siteId: site.siteId, only },
        {
          ...requestFor(site, caller),
          lane: `cache of ${site.siteId}`,
          operationId,
          action: purgeCache.name,
          title: `Forget ${WHAT[only ?? 'all']} of ${site.title}`,
        },
      ),
    )
    touch({ operationId: operation.operationId })
    return { site: await finder.describeOne(site), operation }
  })
}
