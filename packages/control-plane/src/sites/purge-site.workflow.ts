import { z } from 'zod'
import { needs, unneeded, workflow } from '../engine/workflow.ts'
import { removeHostnames } from '../hostnames/index.ts'
import { requireState } from './site.ts'
import { publishSite, type SiteServices } from './site-services.ts'
import { findSite, removeSite } from './site-store.ts'

const GONE = 'the grace period is over; nothing of the site is wanted back'

/** Removes a deleted site for good once its grace period has ended. Never runs on a site in any other state. */
export const purgeSiteWorkflow = workflow(
  'purge-site',
  z.object({ siteId: z.string(), shardId: z.string(), slot: z.number().int() }),
  needs<SiteServices>(),
)
  .step('empty-slot', {
    title: 'Remove its data',
    async do({ input, services, signal }) {
      const site = await findSite(services.database, input.siteId)
      if (site === undefined) return
      requireState(site, ['deleted'])
      await publishSite(services, input.siteId, signal)
      if ((await services.shards.siteAt(input)) === input.siteId) await services.host.empty(input, signal)
      await services.forgetSite(input.siteId)
    },
    undo: unneeded(GONE),
  })
  .step('forget', {
    title: 'Free its slot and name',
    async do({ input, services }) {
      await services.database.transaction().execute(async (tx) => {
        await services.shards.release(tx, input.siteId)
        await removeHostnames(tx, input.siteId)
        await removeSite(tx, input.siteId)
      })
    },
    undo: unneeded(GONE),
  })
