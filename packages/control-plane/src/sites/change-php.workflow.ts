import { PhpWishes } from '@aipress/contract'
import { z } from 'zod'
import { needs, unneeded, workflow } from '../engine/workflow.ts'
import { transact } from '../kernel/database.ts'
import { requireWithinTier } from './php-settings.ts'
import { requireState } from './site.ts'
import { publishSite, type SiteServices, siteOf } from './site-services.ts'
import { changeSite, revertSite } from './site-store.ts'

/** The tier may have changed since it was asked for. PHP is not restarted: the route tells each request its settings. */
export const changePhpWorkflow = workflow(
  'change-php',
  z.object({ siteId: z.string(), from: PhpWishes, to: PhpWishes, named: PhpWishes }),
  needs<SiteServices>(),
)
  .step('record', {
    title: 'Record the new settings',
    async do({ input: { siteId, to, named }, services, operationId }) {
      const site = await siteOf(services, siteId)
      requireState(site, ['running', 'suspended'])
      requireWithinTier(site.tier, named)
      await transact(services.directory, (tx) => changeSite(tx, siteId, operationId, { php: to }))
    },
    async undo({ input: { siteId, from }, services, signal, operationId }) {
      await transact(services.directory, (tx) => revertSite(tx, siteId, operationId, { php: from }))
      await publishSite(services, siteId, signal)
    },
  })
  .step('publish', {
    title: 'Tell the web server and PHP',
    do: ({ input, services, signal }) => publishSite(services, input.siteId, signal),
    undo: unneeded('undoing record publishes the former settings'),
  })
