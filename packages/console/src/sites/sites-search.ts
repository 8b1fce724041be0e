import { SiteSort } from '@aipress/contract/fleet.ts'
import { Label, SiteHealth, SiteState } from '@aipress/contract/site-shape.ts'
import { Tier } from '@aipress/contract/tiers.ts'
import { z } from 'zod'

const Words = z.union([z.string(), z.number()]).transform(String)

const FILTERS = {
  search: Words.transform((text) => text.slice(0, 120)),
  state: SiteState,
  health: SiteHealth,
  tier: Tier,
  shard: Words.pipe(z.string().max(40)),
  region: z.string().max(40),
  wordpress: Words.pipe(z.string().max(40)),
  label: Words.pipe(Label),
}

const ORDER = {
  sort: SiteSort,
  descending: z.boolean(),
  /** What is open over the list. */
  dialog: z.enum(['create', 'bulk']),
}

export type SitesFilter = { [Key in keyof typeof FILTERS]?: z.output<(typeof FILTERS)[Key]> | undefined }
export type SitesSearch = SitesFilter & {
  [Key in keyof typeof ORDER]?: z.output<(typeof ORDER)[Key]> | undefined
}

/** From the address bar; what makes no sense is left out. */
export function parseSitesSearch(raw: Record<string, unknown>): SitesSearch {
  return sensible({ ...FILTERS, ...ORDER }, raw)
}

/** What lists and bulk work pick by, without the order. */
export function filterOf(search: SitesSearch): SitesFilter {
  return sensible(FILTERS, search)
}

function sensible(shape: Record<string, z.ZodType>, raw: Record<string, unknown>): Record<string, never> {
  const kept = Object.entries(shape).flatMap(([key, schema]) => {
    const parsed = schema.safeParse(raw[key])
    return parsed.success && parsed.data !== '' ? [[key, parsed.data]] : []
  })
  return Object.fromEntries(kept)
}

export function isFiltered(search: SitesSearch): boolean {
  return Object.keys(filterOf(search)).length > 0
}
