import {
  AipressError,
  type NearLimit,
  type PhpWishes,
  type Site,
  type SiteHealth,
  type SiteState,
  TIERS,
  type Tier,
} from '@aipress/contract'
import type { SiteHostnameRow } from '../hostnames/index.ts'
import type { Route } from '../platform/edge.ts'
import type { Place } from '../platform/place.ts'
import { unusualSettings } from './php-settings.ts'

/**
 * A site's states and rules, without any effect. What must never happen: a hostname that leads to a site
 * which is not running, or to another account's.
 */
export interface SiteRecord {
  siteId: string
  accountId: string
  name: string
  title: string
  tier: Tier
  state: SiteState
  place: Place
  /** Of its shard: the control plane that manages it. */
  controlGroup: number
  region: string
  /** The platform does not move it by itself. */
  pinned: boolean
  /** Requests wait at the edge: the site is on its way to another shard. */
  onHold: boolean
  /** Grows with each change that visitors can see; the edge refuses older routes. */
  epoch: number
  adminEmail: string
  wordpressVersion: string
  phpVersion: string
  /** The address that WordPress was last told to call itself by; undefined: that of the primary hostname. */
  toldUrl: string | undefined
  /** What was asked for of PHP, within the tier of that time. */
  php: PhpWishes
  createdAt: Date
  undeletableUntil: Date | undefined
  /** What the site was before it was deleted; undeleting brings that back. */
  stateBeforeDeletion: SiteState | undefined
}

export type UrlOf = (hostname: string) => string

export function builtInHostname(name: string, domain: string): string {
  return `${name}.${domain}`
}

/** The primary hostname. A site always has one: the built-in one stands in where none is marked. */
export function primaryHostname(
  site: Pick<SiteRecord, 'siteId'>,
  hostnames: readonly SiteHostnameRow[],
): string {
  const own = hostnames.filter((row) => row.siteId === site.siteId)
  const found = own.find((row) => row.primary) ?? own.find((row) => row.kind === 'built-in')
  if (found === undefined) throw new Error(`Site ${site.siteId} has no hostname.`)
  return found.hostname
}

/** What each of the site's hostnames shows to visitors now. A deleted site has no route. */
export function routesOf(site: SiteRecord, hostnames: readonly SiteHostnameRow[], urlOf: UrlOf): Route[] {
  const live = hostnames.filter((row) => row.kind !== 'held')
  const common = { siteId: site.siteId, epoch: site.epoch }
  if (site.state === 'deleted') return []
  if (site.state === 'creating')
    return live.map(({ hostname }) => ({ kind: 'starting', hostname, ...common }))
  if (site.state === 'suspended')
    return live.map(({ hostname }) => ({ kind: 'suspended', hostname, ...common }))
  const primary = primaryHostname(site, hostnames)
  const php = unusualSettings(site.tier, site.php)
  return live.map(({ hostname }) =>
    hostname === primary
      ? {
          kind: 'site',
          hostname,
          place: site.place,
          ...common,
          ...(site.onHold ? { onHold: true as const } : {}),
          ...(php === undefined ? {} : { php }),
        }
      : { kind: 'redirect', hostname, to: urlOf(primary), ...common },
  )
}

export function describeSite(
  site: SiteRecord,
  hostnames: readonly SiteHostnameRow[],
  more: {
    accountName: string
    operationId: string | undefined
    urlOf: UrlOf
    labels: string[]
    health: SiteHealth
    nearLimits?: NearLimit[] | undefined
  },
): Site {
  const shown = hostnames.filter((row) => row.kind !== 'held')
  return {
    siteId: site.siteId,
    name: site.name,
    title: site.title,
    accountId: site.accountId,
    accountName: more.accountName,
    state: site.state,
    tier: site.tier,
    url: more.urlOf(primaryHostname(site, hostnames)),
    hostnames: shown.map((row) => ({
      hostname: row.hostname,
      primary: row.hostname === primaryHostname(site, hostnames),
      builtIn: row.kind === 'built-in',
      url: more.urlOf(row.hostname),
    })),
    shardId: site.place.shardId,
    region: site.region,
    health: more.health,
    labels: more.labels,
    pinned: site.pinned,
    wordpressVersion: site.wordpressVersion,
    phpVersion: site.phpVersion,
    costUsdPerMonth: site.state === 'deleted' ? 0 : TIERS[site.tier].priceUsdPerMonth,
    ...(more.nearLimits === undefined || site.state === 'deleted' ? {} : { nearLimits: more.nearLimits }),
    ...(more.operationId === undefined ? {} : { operationId: more.operationId }),
    createdAt: site.createdAt.toISOString(),
    ...(site.undeletableUntil === undefined ? {} : { undeletableUntil: site.undeletableUntil.toISOString() }),
  }
}

const WHY_NOT: Record<SiteState, { message: string; hint: (name: string) => string }> = {
  creating: { message: 'is still being created', hint: () => 'Try again in a moment.' },
  running: { message: 'is running', hint: (name) => `See it with "aipress site show ${name}".` },
  suspended: { message: 'is suspended', hint: (name) => `Bring it back with "aipress site resume ${name}".` },
  deleted: { message: 'is deleted', hint: (name) => `Bring it back with "aipress site undelete ${name}".` },
}

export function requireState(
  site: Pick<SiteRecord, 'name' | 'title' | 'state'>,
  allowed: readonly SiteState[],
): void {
  if (allowed.includes(site.state)) return
  const reason = WHY_NOT[site.state]
  throw new AipressError('site_state_conflict', `${site.title} (${site.name}) ${reason.message}.`, {
    hint: reason.hint(site.name),
  })
}
