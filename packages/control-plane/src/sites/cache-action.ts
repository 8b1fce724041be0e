import { purgeCache } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Engine } from '../engine/index.ts'
import { hostnamesOf } from '../hostnames/index.ts'
import type { Tx } from '../kernel/database.ts'
import {
  purgeCacheWorkflow,
  purgeObjectsWorkflow,
  purgePagesWorkflow,
  purgePageWorkflow,
  purgeTagWorkflow,
} from './purge-cache.workflow.ts'
import { foreseePurge, namePurged, type Purged, purgedPart } from './purged-part.ts'
import { requireState } from './site.ts'
import { answeredBefore, requestFor, type SiteOperationDeps } from './site-operations.ts'

/** It has a queue of its own: nothing that is at work on the site has to end first, nor waits for it. */
export function purgeCacheHandler(deps: SiteOperationDeps): Handler {
  const { engine, finder } = deps
  return handle(purgeCache, async ({ site: text, ...asked }, { caller, touch, idOf, foresee }) => {
    const operationId = idOf('operation')
    const earlier = await answeredBefore(deps, operationId)
    if (earlier !== undefined) return earlier
    const site = await finder.find(text, caller)
    touch({ siteId: site.siteId, accountId: site.accountId })
    requireState(site, ['running', 'suspended'])
    const rows = await hostnamesOf(deps.services.directory, [site.siteId])
    const hostnames = rows.map(({ hostname }) => hostname)
    const purged = purgedPart(asked, { ...site, hostnames })
    foresee(foreseePurge(purged))
    const operation = await engine.transaction((tx) =>
      startPurge(engine, tx, site.siteId, purged, {
        ...requestFor(site, caller),
        lane: `cache of ${site.siteId}`,
        operationId,
        action: purgeCache.name,
        title: `Forget ${namePurged(purged)} of ${site.title}`,
      }),
    )
    touch({ operationId: operation.operationId })
    return { site: await finder.describeOne(site), operation }
  })
}

type Request = Parameters<Engine['start']>[3]

function startPurge(engine: Engine, tx: Tx, siteId: string, purged: Purged, request: Request) {
  switch (purged.kind) {
    case 'all':
      return engine.start(tx, purgeCacheWorkflow, { siteId }, request)
    case 'pages':
      return engine.start(tx, purgePagesWorkflow, { siteId }, request)
    case 'objects':
      return engine.start(tx, purgeObjectsWorkflow, { siteId }, request)
    case 'page':
      return engine.start(tx, purgePageWorkflow, { siteId, path: purged.path }, request)
    case 'tag':
      return engine.start(tx, purgeTagWorkflow, { siteId, tag: purged.tag }, request)
  }
}
