import { labelSite, pinSite } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Database } from '../kernel/database.ts'
import type { SiteFinder } from './site-finder.ts'
import { changeLabels } from './site-labels.ts'
import { setPinned } from './site-store.ts'

/** What people note about a site; nothing of it reaches its shard. */
export function labelHandlers(directory: Database, finder: SiteFinder): Handler[] {
  return [
    handle(labelSite, async ({ site: text, add, remove }, { caller, touch }) => {
      const site = await finder.find(text, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      await changeLabels(directory, site.siteId, { add, remove })
      return finder.describeOne(site)
    }),

    handle(pinSite, async ({ site: text, pinned }, { caller, touch }) => {
      const site = await finder.find(text, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      await setPinned(directory, site.siteId, pinned)
      return finder.describeOne({ ...site, pinned })
    }),
  ]
}
