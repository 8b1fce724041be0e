import { SiteState } from '@aipress/contract/sites.ts'

export interface SitesSearch {
  search?: string | undefined
  state?: SiteState | undefined
}

/** From the address bar; what makes no sense is left out. */
export function parseSitesSearch(raw: Record<string, unknown>): SitesSearch {
  const state = SiteState.safeParse(raw.state)
  const text = raw.search
  return {
    ...(typeof text === 'string' || typeof text === 'number' ? { search: String(text).slice(0, 120) } : {}),
    ...(state.success ? { state: state.data } : {}),
  }
}
