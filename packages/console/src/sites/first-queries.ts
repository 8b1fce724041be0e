import { listSites, showSite } from '@aipress/contract/sites.ts'
import { queryOf } from '../client/queries.ts'
import type { SitesSearch } from './sites-search.ts'

/** As many as one answer may hold: fewer questions on the way down a long list. */
export const SITES_PAGE = 200

/** What the list of sites asks first. build/first-pages.ts has it asked before the code has come. */
export function firstSitesQuery(asked: Omit<SitesSearch, 'dialog'>) {
  return queryOf(listSites, { ...asked, limit: SITES_PAGE })
}

/** And so with the page of a site. */
export function siteQuery(name: string) {
  return queryOf(showSite, { site: name })
}
