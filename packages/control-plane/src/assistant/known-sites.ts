import type { Site } from '@aipress/contract'
import type { Actions } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'
import { languagesOf } from './interpreter/languages/detect.ts'
import { ENGLISH } from './interpreter/languages/english.ts'
import { createSiteIndex, type KnownSite } from './interpreter/site-index.ts'
import { tokenise } from './interpreter/tokens.ts'

/** One page of each; who has more is served by searches for what was said. */
const PAGE = 200
const SEARCHES_MAX = 6
const FOUND_PER_SEARCH_MAX = 20

interface Sites {
  items: Site[]
  nextCursor?: string
}

/** The caller's sites that a text may speak of: all, or those that its words find where there are many. */
export async function knownSites(actions: Actions, caller: Caller, text: string): Promise<KnownSite[]> {
  if (!actions.permitted(caller).some(({ name }) => name === 'sites.list')) return []
  const list = (input: Record<string, unknown>) => actions.call('sites.list', input, caller) as Promise<Sites>
  const [alive, deleted] = await Promise.all([list({ limit: PAGE }), list({ limit: PAGE, state: 'deleted' })])
  const found = alive.nextCursor === undefined ? [] : await search(text, list)
  const all = [...alive.items, ...deleted.items, ...found.flatMap((page) => page.items)]
  return [...new Map(all.map((site) => [site.siteId, asKnown(site)])).values()]
}

function search(text: string, list: (input: Record<string, unknown>) => Promise<Sites>): Promise<Sites[]> {
  const [language = ENGLISH] = languagesOf({ texts: [text], isAnswer: false, sites: createSiteIndex([]) })
  const words = tokenise(text, language)
    .filter(({ weight }) => weight === 1)
    .map((token) => token.quoted ?? token.word)
    .filter((word) => word.length > 2 && word.length <= 100)
  const rarest = [...new Set(words)].toSorted((a, b) => b.length - a.length).slice(0, SEARCHES_MAX)
  return Promise.all(rarest.map((word) => list({ search: word, limit: FOUND_PER_SEARCH_MAX })))
}

function asKnown({ siteId, name, title, state, hostnames }: Site): KnownSite {
  return { siteId, name, title, state, hostnames: hostnames.map((one) => one.hostname) }
}
