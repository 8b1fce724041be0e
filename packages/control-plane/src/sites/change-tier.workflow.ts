import { Tier } from '@aipress/contract'
import { z } from 'zod'
import { needs, unneeded, workflow } from '../engine/workflow.ts'
import { transact } from '../kernel/database.ts'
import { requireState } from './site.ts'
import { publishSite, type SiteServices, siteOf } from './site-services.ts'
import { changeSite, revertSite } from './site-store.ts'
import { requireTierFits } from './tier-rules.ts'

/**
 * Changes what a site costs and may use, and how it is served, while it serves. It stays where it is, so its shard
 * must take the new tier. The route is published anew, as it tells PHP what the tier allows.
 */
export const changeTierWorkflow = workflow(
  'change-tier',
  z.object({ siteId: z.string(), from: Tier, to: Tier }),
  needs<SiteServices>(),
)
  .step('apply', {
    title: 'Serve it as the new tier is served',
    async do({ input: { siteId, to }, services, signal }) {
      const site = await siteOf(services, siteId)
      requireState(site, ['running', 'suspended'])
      await services.host.applyTier(site.place, to, signal)
    },
    async undo({ input: { siteId, from }, services, signal }) {
      const { place } = await siteOf(services, siteId)
      await services.host.applyTier(place, from, signal)
    },
  })
  .step('record', {
    title: 'Record the new tier',
    async do({ input: { siteId, to }, services, operationId }) {
      const site = await siteOf(services, siteId)
      requireState(site, ['running', 'suspended'])
      await requireTierFits(services.directory, site, to)
      await transact(services.directory, (tx) => changeSite(tx, siteId, operationId, { tier: to }))
      services.tierChanged()
    },
    async undo({ input: { siteId, from }, services, signal, operationId }) {
      await transact(services.directory, (tx) => revertSite(tx, siteId, operationId, { tier: from }))
      await publishSite(services, siteId, signal)
      services.tierChanged()
    },
  })
  .step('publish', {
    title: 'Tell the web server and PHP',
    do: ({ input, services, signal }) => publishSite(services, input.siteId, signal),
    undo: unneeded('undoing record publishes the former tier'),
  })
