import { z } from 'zod'
import { needs, unneeded, workflow } from '../engine/workflow.ts'
import { type SiteServices, siteOf } from './site-services.ts'

/** Forgets the kept pages of a site where it lives now; while it moves, those of the new place are none yet. */
export const purgeCacheWorkflow = workflow(
  'purge-cache',
  z.object({ siteId: z.string() }),
  needs<Pick<SiteServices, 'directory' | 'edge'>>(),
).step('purge', {
  title: 'Forget its pages at the edge',
  async do({ input, services, signal }) {
    const { place } = await siteOf(services, input.siteId)
    await services.edge.purge(place, signal)
  },
  undo: unneeded('pages that are forgotten are made again'),
})
