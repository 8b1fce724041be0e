import { listSites, type Site } from '@aipress/contract/sites.ts'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { queryOf } from '../client/queries.ts'
import { firstSitesQuery, SITES_PAGE } from './first-queries.ts'
import type { SitesSearch } from './sites-search.ts'

/** Sites change through other doors too; those in sight show it within this time. */
const REFRESH_MS = 8_000

type Asked = Omit<SitesSearch, 'dialog'>

/**
 * A list of sites of which only a part is looked at. The first page tells how many there are. A page further down is
 * found by the cursors of those above, so a jump asks for them one after the other. Pages that nobody looks at are
 * neither asked for again nor kept for long.
 */
export function useSitePages(asked: Asked, start: number, end: number) {
  const first = useQuery({
    ...firstSitesQuery(asked),
    refetchInterval: REFRESH_MS,
    placeholderData: (previous) => previous,
  })
  const known = useKnown(JSON.stringify(asked))
  if (!first.isPlaceholderData) known.learn(0, first.data)
  const asking = known.onTheWayTo(pagesBetween(start, end))
  const pages = useQueries({
    queries: asking.map(({ cursor }) => ({
      ...queryOf(listSites, { ...asked, limit: SITES_PAGE, cursor }),
      refetchInterval: REFRESH_MS,
    })),
  })
  for (const [index, { page }] of asking.entries()) known.learn(page, pages[index]?.data)
  known.keepOnly(asking.map(({ page }) => page))
  return {
    first,
    error: pages.find(({ error }) => error !== null)?.error ?? null,
    refetch: () => {
      for (const page of pages) void page.refetch()
    },
    /** Undefined while it is on its way. */
    siteAt: (index: number): Site | undefined =>
      (index < SITES_PAGE ? first.data?.items : known.itemsOf(Math.floor(index / SITES_PAGE)))?.[
        index % SITES_PAGE
      ],
  }
}

interface Answer {
  items: readonly Site[]
  nextCursor?: string | undefined
}

/** Where each page begins, as far as that is known, and what was on those looked at when they last answered. */
class KnownPages {
  readonly #cursors = new Map<number, string>()
  readonly #items = new Map<number, readonly Site[]>()

  learn(page: number, answer: Answer | undefined): void {
    if (answer === undefined) return
    this.#items.set(page, answer.items)
    if (answer.nextCursor !== undefined) this.#cursors.set(page + 1, answer.nextCursor)
  }

  /** The pages themselves where their beginning is known, and otherwise the last one whose beginning is. */
  onTheWayTo(pages: readonly number[]): { page: number; cursor: string }[] {
    const furthest = this.#cursors.size
    const reachable = new Set(pages.map((page) => Math.min(page, furthest)))
    return [...reachable].flatMap((page) => {
      const cursor = this.#cursors.get(page)
      return cursor === undefined ? [] : [{ page, cursor }]
    })
  }

  /** A page whose beginning has moved is shown as it was until it answers again. */
  itemsOf(page: number): readonly Site[] | undefined {
    return this.#items.get(page)
  }

  keepOnly(pages: readonly number[]): void {
    for (const page of this.#items.keys()) if (!pages.includes(page)) this.#items.delete(page)
  }
}

function useKnown(key: string): KnownPages {
  const held = useRef<{ key: string; known: KnownPages }>(undefined)
  if (held.current?.key !== key) held.current = { key, known: new KnownPages() }
  return held.current.known
}

function pagesBetween(start: number, end: number): number[] {
  const first = Math.floor(start / SITES_PAGE)
  const last = Math.floor(Math.max(start, end - 1) / SITES_PAGE)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
