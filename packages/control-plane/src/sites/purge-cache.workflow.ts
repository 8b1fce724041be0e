import { z } from 'zod'
import { needs, unneeded, workflow } from '../engine/workflow.ts'
import { type SiteServices, siteOf } from './site-services.ts'

/** The operation is the receipt of what was forgotten, so each thing that can be asked for has only its own steps. */
const Whole = z.object({ siteId: z.string() })

export const purgeObjectsWorkflow = workflow('purge-objects', Whole, needs<Services>()).step(
  'forget-objects',
  {
    title: 'Empty WordPress’ object cache',
    async do({ input, services, signal }) {
      const { place } = await siteOf(services, input.siteId)
      await services.host.forgetObjects(place, signal)
    },
    undo: unneeded('what is forgotten is read from the database again'),
  },
)

export const purgePagesWorkflow = workflow('purge-pages', Whole, needs<Services>()).step('purge', {
  title: 'Forget its pages at the edge, however many they are',
  async do({ input, services, signal }) {
    const { place } = await siteOf(services, input.siteId)
    await services.edge.purge(place, signal)
  },
  undo: unneeded('pages that are forgotten are made again'),
})

export const purgePageWorkflow = workflow(
  'purge-page',
  Whole.extend({ path: z.string() }),
  needs<Services>(),
).step('purge-page', {
  title: 'Forget the page at the edge, with whatever arguments',
  async do({ input: { siteId, path }, services, signal }) {
    const { place } = await siteOf(services, siteId)
    await services.edge.purge(place, signal, { path })
  },
  undo: unneeded('a page that is forgotten is made again'),
})

export const purgeTagWorkflow = workflow(
  'purge-tag',
  Whole.extend({ tag: z.string() }),
  needs<Services>(),
).step('purge-tag', {
  title: 'Forget the pages with the tag at the edge',
  async do({ input: { siteId, tag }, services, signal }) {
    const { place } = await siteOf(services, siteId)
    await services.edge.purge(place, signal, { tag })
  },
  undo: unneeded('pages that are forgotten are made again'),
})

/**
 * Forgets what is cached of a site where it lives now; while it moves, nothing is cached of the new place yet. Objects
 * go first, so that no page is made of them anew.
 */
export const purgeCacheWorkflow = workflow('purge-cache', Whole, needs<Services>())
  .include(purgeObjectsWorkflow, (input: z.infer<typeof Whole>) => input)
  .include(purgePagesWorkflow, (input: z.infer<typeof Whole>) => input)

type Services = Pick<SiteServices, 'directory' | 'edge' | 'host'>
