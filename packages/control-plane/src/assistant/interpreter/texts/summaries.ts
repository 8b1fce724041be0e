import type { CronRun, mapShards, Operation, OutputOf, Site, SiteHostname } from '@aipress/contract'
import type { Purged } from '../../purged.ts'
import type { FigureTexts } from './figures/figure-texts.ts'

/** What came of a call, in one language. Names, states and times are filled in as they are. */
export interface SummaryTexts {
  readonly figures: FigureTexts
  readonly states: Readonly<Record<string, string>>
  noSites(isFiltered: boolean): string
  sites(total: number, isFiltered: boolean): string
  readonly more: string
  costs(total: number, sites: number): string
  readonly noCosts: string
  site(site: Site, state: string): string
  broughtBackUntil(day: string): string
  login(siteName: string): string
  noLogs(siteName: string): string
  /** Of one of the logs of what is slow: the others may be full. */
  readonly nothingSlow: Readonly<Record<'slow-request' | 'slow-query', (siteName: string) => string>>
  logs(count: number, siteName: string): string
  hostnames(siteName: string): string
  readonly primary: SiteHostname['url']
  readonly noOperations: string
  takingLong(operation: Operation): string
  failed(title: string): string
  readonly putBack: string
  readonly notCleanedUp: string
  done(title: string): string
  created(site: Site): string
  renamed(site: Site): string
  suspended(site: Site): string
  back(site: Site, state: string): string
  deleted(site: Site): string
  tierChanged(site: Site): string
  purged(site: Site, purged: Purged): string
  hostnameAdded(hostname: string, site: Site): string
  hostnameRemoved(hostname: string, site: Site): string
  noCron(siteName: string): string
  cron(siteName: string): string
  due(when: string): string
  nothingDue(siteName: string): string
  cronRan(siteName: string): string
  cronResult(problem: CronRun['problem']): string
  healthy(parts: number, sites: number): string
  unhealthy(parts: string): string
  shardMap(totals: OutputOf<typeof mapShards>['totals']): string
  me(name: string, role: string, account: string): string
  /** Of who has nothing but rights on this many single sites. */
  meOnSites(name: string, sites: number): string
  /** The link is on the card above it. */
  invited(invited: InvitedInWords): string
  readonly printedNothing: string
  readonly printed: string
  exited(code: number): string
  missing(groups: string): string
}

export interface InvitedInWords {
  readonly email: string
  readonly role: string
  readonly account: string
  readonly isNewAccount: boolean
  /** What they were invited as before; the role and the account may be the same. */
  readonly before: { readonly role: string; readonly account: string; readonly isSame: boolean } | undefined
}
