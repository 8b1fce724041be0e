import { listHostnames, listSites, showSite } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { scopeOf } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import { filterOf } from './site-filter.ts'
import type { SiteFinder } from './site-finder.ts'
import { countSiteRecords, listSiteRecords } from './site-list.ts'

/** Answers from the directory alone, so that it also answers while control groups are away. */
export function siteViewHandlers(directory: Database, finder: SiteFinder): Handler[] {
  return [
    handle(listSites, async (input, { caller }) => {
      const filter = await filterOf(directory, input, scopeOf(caller))
      const [{ items, nextCursor }, total] = await Promise.all([
        listSiteRecords(directory, { ...input, ...filter }),
        countSiteRecords(directory, filter),
      ])
      const described = await finder.describeWithMissing(items)
      return {
        items: described.items,
        total,
        ...(nextCursor === undefined ? {} : { nextCursor }),
        ...(described.missing.length === 0 ? {} : { missing: [...described.missing] }),
      }
    }),

    handle(showSite, async (input, { caller, touch }) => {
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      return finder.describeOne(site)
    }),

    handle(listHostnames, async (input, { caller, touch }) => {
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      return { siteName: site.name, items: (await finder.describeOne(site)).hostnames }
    }),
  ]
}
