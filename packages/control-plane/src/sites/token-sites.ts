import type { Caller } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import type { SiteFinder } from './site-finder.ts'
import { findSites } from './site-store.ts'

/** What API tokens that are for some sites alone need to know of these. */
export function tokenSites(directory: Database, finder: Pick<SiteFinder, 'find'>) {
  return {
    idOf: async (text: string, caller: Caller) => (await finder.find(text, caller)).siteId,
    namesOf: async (siteIds: readonly string[]) => {
      const found = await findSites(directory, [...new Set(siteIds)])
      return new Map(found.map(({ siteId, name }) => [siteId, name]))
    },
  }
}
