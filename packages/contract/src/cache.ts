import { z } from 'zod'
import { defineAction } from './action.ts'
import { SiteOperation, SiteRef } from './site-shape.ts'

export const purgeCache = defineAction({
  name: 'cache.purge',
  summary: 'Forget what is cached of a site: its pages, and what WordPress keeps of its database',
  description:
    'Visitors get freshly made pages from then on, and WordPress reads its database anew; nothing of before comes back, not even a page that is being made just now. WordPress does the same by itself whenever content, comments, menus, settings or the theme change. The operation is the receipt. It does not tell how many pages there were: one number makes them all void at once, and counting them would hold up every visitor. One page is forgotten by its address, all pages that show a post, term or author by their tag.',
  input: z.object({
    site: SiteRef,
    only: z
      .enum(['pages', 'objects'])
      .optional()
      .describe(
        'pages: those kept for visitors; objects: what WordPress keeps of its database; both without',
      ),
    url: z
      .string()
      .trim()
      .min(1)
      .max(2_048)
      .optional()
      .describe(
        'only the page at this address or path, for example /about/, with or without a slash at its end and with whatever arguments',
      ),
    tag: z
      .string()
      .regex(
        /^[\w.:/-]{1,100}$/,
        'A tag has letters, digits and . : / _ -, and there is one of them in a call',
      )
      .optional()
      .describe(
        'only pages with this tag, for example post-12, term-3, author-1, or what the site sends as Surrogate-Key',
      ),
  }),
  output: SiteOperation,
  errors: ['site_not_found', 'site_state_conflict', 'site_busy', 'invalid_input'],
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
