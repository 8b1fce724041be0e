import { AipressError } from '@aipress/contract'
import type { SiteHostnameRow } from '../hostnames/index.ts'
import type { SiteRecord } from './site.ts'

/** How a site is called, before and after a change; the rules of changing it, without any effect. */
export interface Naming {
  name: string
  title: string
  hostnames: SiteHostnameRow[]
  /** What WordPress calls itself by. */
  url: string
}

export type Renaming = Pick<Naming, 'name' | 'title' | 'hostnames'>

/** Former ones count: a script that renames without end must not take the platform's names. */
export const HOSTNAMES_PER_SITE_MAX = 100

/** Also for one that the site has: then it only becomes primary, or no longer is. */
export function withHostname(
  rows: readonly SiteHostnameRow[],
  siteId: string,
  hostname: string,
  primary: boolean,
): SiteHostnameRow[] {
  const others = rows.filter((row) => row.hostname !== hostname)
  return withPrimary([
    ...others.map((row) => (primary ? { ...row, primary: false } : row)),
    { hostname, siteId, kind: 'custom', primary },
  ])
}

export function withoutHostname(rows: readonly SiteHostnameRow[], hostname: string): SiteHostnameRow[] {
  return withPrimary(rows.filter((row) => row.hostname !== hostname))
}

/** The old built-in hostname goes on redirecting, so that links and bookmarks keep working. */
export function renamed(
  rows: readonly SiteHostnameRow[],
  siteId: string,
  hostname: string,
): SiteHostnameRow[] {
  const builtIn = rows.find((row) => row.kind === 'built-in')
  if (builtIn === undefined || builtIn.hostname === hostname) return [...rows]
  const others = rows.filter((row) => row !== builtIn && row.hostname !== hostname)
  return withPrimary([
    ...others,
    { ...builtIn, kind: 'former', primary: false },
    { hostname, siteId, kind: 'built-in', primary: builtIn.primary },
  ])
}

/** The built-in hostname stands in where the primary one went away. */
function withPrimary(rows: SiteHostnameRow[]): SiteHostnameRow[] {
  if (rows.some((row) => row.primary)) return rows
  return rows.map((row) => (row.kind === 'built-in' ? { ...row, primary: true } : row))
}

export function requireRemovable(rows: readonly SiteHostnameRow[], hostname: string, site: SiteRecord): void {
  const row = rows.find((candidate) => candidate.hostname === hostname)
  if (row === undefined) {
    throw new AipressError('hostname_not_found', `${site.title} has no hostname ${hostname}.`, {
      hint: `See them with "aipress hostname list ${site.name}".`,
    })
  }
  if (row.kind !== 'built-in') return
  throw new AipressError('hostname_reserved', `${hostname} is the built-in hostname of ${site.title}.`, {
    hint: `Rename the site to change it: aipress site rename ${site.name} "<title>".`,
  })
}

/** Names below the platform's own domain come from site names alone. */
export function requireForeign(hostname: string, domain: string): void {
  if (hostname !== domain && !hostname.endsWith(`.${domain}`)) return
  throw new AipressError('hostname_reserved', `${hostname} belongs to the platform.`, {
    hint: 'Rename the site to change its built-in hostname, or use a domain of your own.',
  })
}

export function requireRoom(
  rows: readonly SiteHostnameRow[],
  site: Pick<SiteRecord, 'name' | 'title'>,
): void {
  if (rows.length <= HOSTNAMES_PER_SITE_MAX) return
  throw new AipressError(
    'invalid_input',
    `${site.title} has ${HOSTNAMES_PER_SITE_MAX} hostnames, former ones included, which is the limit.`,
    { hint: `Remove one that nobody uses: aipress hostname remove ${site.name} <hostname>.` },
  )
}
