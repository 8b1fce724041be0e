/**
 * Further ways to ask, beyond the examples of the contract. Nothing depends on an action being here:
 * a new one is understood by its own examples.
 */
export interface Phrasing {
  readonly action: string
  readonly say: readonly string[]
  readonly fixed?: Record<string, unknown>
  readonly purpose?: string
}

/** The purpose of what names the title of a site and not the site: its address stays. */
export const KEEPS_ADDRESS = 'title'
