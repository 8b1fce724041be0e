import type { LimitKind, SiteUsage, UsageAnswer } from '@aipress/contract'

const ITEMS_SHOWN_MAX = 10

interface Asked {
  readonly input?: unknown
  readonly purpose?: string | undefined
}

/** What sites use, first of all what was asked for. */
export function describeUsage({ items, total, nextCursor }: UsageAnswer, { input, purpose }: Asked): string {
  const [only] = items
  const { site, standing } = (input ?? {}) as { site?: string; standing?: 'near' | 'over' }
  if (site !== undefined && only !== undefined) return describeOne(only, purpose)
  if (standing !== undefined && items.length === 0)
    return standing === 'over'
      ? 'No site is over its limits.'
      : 'No site has used 80 % or more of one of its limits.'
  if (items.length === 0) return 'You have no sites, so nothing is used.'
  const lines = items.slice(0, ITEMS_SHOWN_MAX).map((one) => `- ${one.siteTitle}: ${sharesOf(one, purpose)}`)
  const more = items.length > ITEMS_SHOWN_MAX || nextCursor !== undefined ? ['… and more.'] : []
  return [headline(total, standing), ...lines, ...more].join('\n')
}

function headline(total: UsageAnswer['total'], standing: 'near' | 'over' | undefined): string {
  const sites = `${total.sites} ${total.sites === 1 ? 'site' : 'sites'}`
  if (standing === 'over') return `${sites} over a limit; visitors are served all the same:`
  if (standing === 'near') return `${sites} at 80 % or more of a limit:`
  return `${sites} ${total.sites === 1 ? 'uses' : 'use'} ${size(total.storageBytes)} of storage; this month ${size(total.bandwidthBytes)} were sent in ${number(total.visits)} visits:`
}

function describeOne(usage: SiteUsage, purpose: string | undefined): string {
  const { siteTitle, tier, storageBytes, bandwidthBytes, visits } = usage
  const all: Record<LimitKind, string> = {
    storage: `${size(storageBytes.used)} of its ${size(storageBytes.limit)} of storage (${storageBytes.usedPercent} %)`,
    bandwidth: `${size(bandwidthBytes.used)} of its ${size(bandwidthBytes.limit)} of bandwidth this month (${bandwidthBytes.usedPercent} %)`,
    visits: `${number(visits.used)} of its ${number(visits.limit)} visits this month (${visits.usedPercent} %)`,
  }
  const asked = isKind(purpose) ? [all[purpose]] : Object.values(all)
  const told = `${siteTitle} (${tier}) has used ${asked.join(', ')}.`
  const parts =
    purpose === 'storage'
      ? ` Media take ${size(storageBytes.mediaBytes)}, the database ${size(storageBytes.databaseBytes)}.`
      : ''
  return told + parts + consequence(usage)
}

function consequence({ siteName, storageBytes, bandwidthBytes, visits, tier }: SiteUsage): string {
  const larger =
    tier === 'gold' ? '' : ` Say "upgrade ${siteName} to ${tier === 'bronze' ? 'silver' : 'gold'}" for more.`
  if (storageBytes.usedPercent >= 100) return ` WordPress takes no further uploads.${larger}`
  if (Math.max(bandwidthBytes.usedPercent, visits.usedPercent) < 100) return ''
  return ` Visitors are served all the same.${larger}`
}

function sharesOf({ storageBytes, bandwidthBytes, visits }: SiteUsage, purpose: string | undefined): string {
  const all: Record<LimitKind, string> = {
    storage: `${size(storageBytes.used)} of storage (${storageBytes.usedPercent} %)`,
    bandwidth: `${size(bandwidthBytes.used)} of bandwidth (${bandwidthBytes.usedPercent} %)`,
    visits: `${number(visits.used)} visits (${visits.usedPercent} %)`,
  }
  return isKind(purpose) ? all[purpose] : Object.values(all).join(', ')
}

const isKind = (purpose: string | undefined): purpose is LimitKind =>
  purpose === 'storage' || purpose === 'bandwidth' || purpose === 'visits'

const number = (value: number) => value.toLocaleString('en')

function size(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(bytes % 1e9 === 0 ? 0 : 1)} GB`
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`
  return bytes >= 1e3 ? `${(bytes / 1e3).toFixed(1)} kB` : `${bytes} B`
}
