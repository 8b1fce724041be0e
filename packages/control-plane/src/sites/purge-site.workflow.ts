import { z } from 'zod'
import { needs, unneeded, workflow } from '../engine/workflow.ts'
import { removeHostnames } from '../hostnames/index.ts'
import { transact } from '../kernel/database.ts'
import { requireState } from './site.ts'
import { publishSite, type SiteServices } from './site-services.ts'
import { changeSite, findSite, removeSite } from './site-store.ts'

const GONE = 'the grace period is over; nothing of the site is wanted back'

/**
 * Removes a site for good: a deleted one whose grace period has ended, or one whose creation could neither
 * be completed nor undone. Never runs on a site in any other state.
 */
export const purgeSiteWorkflow = workflow(
  'purge-site',
  z.object({ siteId: z.string() }),
  needs<SiteServices>(),
)
  .step('empty-slot', {
    title: 'Remove its data',
    async do({ input, services, signal, operationId }) {
      const site = await findSite(services.directory, input.siteId)
      if (site === undefined) return
      requireState(site, ['deleted', 'creating'])
      if (site.state === 'creating') {
        const gone = { state: 'deleted', undeletableUntil: new Date(0), stateBeforeDeletion: null } as const
        await transact(services.directory, (tx) => changeSite(tx, input.siteId, operationId, gone))
      }
      await publishSite(services, input.siteId, signal)
      for (const { place } of await services.shards.slotsOf(input.siteId)) {
        await services.host.empty(place, signal)
      }
      await services.forgetSite(input.siteId)
    },
    undo: unneeded(GONE),
  })
  .step('forget', {
    title: 'Free its slot and name',
    async do({ input, services }) {
      const slots = await services.shards.slotsOf(input.siteId)
      await transact(services.directory, async (tx) => {
        for (const { place } of slots) await services.shards.release(tx, input.siteId, place)
        await removeHostnames(tx, input.siteId)
        await removeSite(tx, input.siteId)
      })
    },
    undo: unneeded(GONE),
  })
