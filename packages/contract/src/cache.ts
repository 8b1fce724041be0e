import { z } from 'zod'
import { defineAction } from './action.ts'
import { SiteOperation, SiteRef } from './site-shape.ts'

export const purgeCache = defineAction({
  name: 'cache.purge',
  summary: 'Forget what is cached of a site: its pages, and what WordPress keeps of its database',
  description:
    'Visitors get freshly made pages from then on, and WordPress reads its database anew; nothing of before comes back, not even a page that is being made just now. WordPress does the same by itself whenever content, comments, menus, settings or the theme change. The operation is the receipt.',
  input: z.object({
    site: SiteRef,
    only: z
      .enum(['pages', 'objects'])
      .optional()
      .describe(
        'pages: those kept for visitors; objects: what WordPress keeps of its database; both without',
      ),
  }),
  output: SiteOperation,
  errors: ['site_not_found', 'site_state_conflict', 'site_busy'],
  effect: 'changes',
  permission: 'sites:operate',
  http: 'POST /v1/sites/{site}/cache/purge',
  cli: 'cache purge <site>',
  cliExample: 'aipress cache purge corner-bakery',
  examples: [
    'purge the cache of {site}',
    'clear the cache of {site}',
    'flush the cache of {site}',
    'empty the page cache of {site}',
  ],
})

export const cacheActions = [purgeCache]
