import { z } from 'zod'
import { defineAction } from './action.ts'
import { SiteOperation, SiteRef } from './site-shape.ts'

export const purgeCache = defineAction({
  name: 'cache.purge',
  summary: 'Forget the pages that are kept of a site',
  description:
    'Visitors get freshly made pages from then on; no page of before comes back, not even one that WordPress is making just now. WordPress does the same by itself whenever content, comments, menus, settings or the theme change. The operation is the receipt.',
  input: z.object({ site: SiteRef }),
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
