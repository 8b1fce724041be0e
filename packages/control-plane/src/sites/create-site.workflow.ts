import { z } from 'zod'
import { needs, unneeded, workflow } from '../engine/workflow.ts'
import { removeHostnames } from '../hostnames/index.ts'
import { transact } from '../kernel/database.ts'
import { publishSite, type SiteServices, siteOf } from './site-services.ts'
import { removeSite } from './site-store.ts'

/**
 * Creates a site in the slot that its request has reserved: prepares the slot unless it was warm, gives it
 * title and address, then opens the route. The route comes last so that no visitor meets a half-built site.
 * Undoing frees slot, name and hostname, which the request took in one transaction.
 */
export const createSiteWorkflow = workflow(
  'create-site',
  z.object({
    siteId: z.string(),
    title: z.string(),
    url: z.string(),
    adminEmail: z.string(),
    shardId: z.string(),
    slot: z.number().int(),
    /** The slot was complete when it was reserved. */
    warm: z.boolean(),
  }),
  needs<SiteServices>(),
)
  .step('prepare-slot', {
    title: 'Prepare WordPress',
    async do({ input, services, signal }) {
      // Who already has the address sees that it is being made, not that there is nothing.
      await publishSite(services, input.siteId, signal)
      if (input.warm) return
      await services.host.prepare(input, await services.shards.secretsOf(input), signal)
    },
    async undo({ input, services, signal }) {
      // The slot may be another site's by now, if this undo has run to its end once before.
      if ((await services.shards.siteAt(input)) !== input.siteId) return
      await services.host.empty(input, signal)
      await transact(services.directory, (tx) => removeSite(tx, input.siteId))
      await publishSite(services, input.siteId, signal)
      await services.forgetSite(input.siteId)
      await transact(services.directory, async (tx) => {
        await removeHostnames(tx, input.siteId)
        await services.shards.release(tx, input.siteId, { shardId: input.shardId, slot: input.slot })
      })
    },
  })
  .step('claim-slot', {
    title: 'Give it title and address',
    async do({ input, services, signal }) {
      await services.host.claim(input, input, signal)
      const { tier } = await siteOf(services, input.siteId)
      if (tier !== 'bronze') await services.host.applyTier(input, tier, signal)
    },
    undo: unneeded('undoing prepare-slot empties the slot'),
  })
  .step('go-live', {
    title: 'Open its address',
    async do({ input, services, signal, operationId }) {
      await services.batches.open({ siteId: input.siteId, operationId })
      await publishSite(services, input.siteId, signal)
    },
    undo: unneeded('undoing prepare-slot removes the record and its routes'),
  })
