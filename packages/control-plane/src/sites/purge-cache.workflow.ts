import { z } from 'zod'
import { needs, unneeded, workflow } from '../engine/workflow.ts'
import { type SiteServices, siteOf } from './site-services.ts'

/**
 * Forgets what is cached of a site where it lives now; while it moves, nothing is cached of the new place yet. Objects
 * go first, so that no page is made of them anew.
 */
export const purgeCacheWorkflow = workflow(
  'purge-cache',
  z.object({
    siteId: z.string(),
    only: z.enum(['pages', 'objects']).optional(),
    part: z.union([z.object({ path: z.string() }), z.object({ tag: z.string() })]).optional(),
  }),
  needs<Pick<SiteServices, 'directory' | 'edge' | 'host'>>(),
)
  .step('forget-objects', {
    title: 'Empty WordPress’ object cache',
    async do({ input, services, signal }) {
      if (input.only === 'pages' || input.part !== undefined) return
      const { place } = await siteOf(services, input.siteId)
      await services.host.forgetObjects(place, signal)
    },
    undo: unneeded('what is forgotten is read from the database again'),
  })
  .step('purge', {
    title: 'Forget its pages at the edge, however many they are',
    async do({ input, services, signal }) {
      if (input.only === 'objects') return
      const { place } = await siteOf(services, input.siteId)
      await services.edge.purge(place, signal, input.part)
    },
    undo: unneeded('pages that are forgotten are made again'),
  })
