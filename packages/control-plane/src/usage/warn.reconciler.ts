import type { LimitKind, Tier } from '@aipress/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { type LimitsOf, monthOf, NEAR_PERCENT, shares, type UsedAmounts, WARNED_AT_PERCENT } from './usage.ts'
import { AMOUNTS, amountsOf, sitesWithUsage, usesAtLeast } from './usage-query.ts'
import { type WarningWords, warningWords } from './warning-mail.ts'
import { knownWarnings, recordWarnings, type Warning, warningKey } from './warning-store.ts'

/** A page of sites; each turn looks at all that come near a limit. */
const SITES_PER_PAGE = 500

export interface WarningMail extends WarningWords {
  readonly siteId: string
  readonly siteName: string
  readonly accountId: string
  /** The same key again is the same mail. */
  readonly key: string
}

interface Deps {
  directory: Database
  controlGroup: number
  limitsOf: LimitsOf
  clock: Clock
  /** Leaves mail to the account's people; the same key again changes nothing. */
  mail(warning: WarningMail): Promise<void>
}

interface NearSite {
  readonly siteId: string
  readonly name: string
  readonly title: string
  readonly accountId: string
  readonly tier: Tier
  readonly used: UsedAmounts
}

/**
 * Warns of each limit at 80 % and at 100 %, once a month. The mail is left before the warning is recorded, under a
 * key of its own: a process that dies in between leaves the same mail again, which is one mail.
 */
export function createUsageWarnings({ directory, controlGroup, limitsOf, clock, mail }: Deps): Reconciler {
  async function warn(site: NearSite, due: readonly Warning[]): Promise<void> {
    const { siteId, name: siteName, accountId, tier } = site
    for (const kind of new Set(due.map((warning) => warning.kind))) {
      // Who has passed both thresholds at once is told of the higher one.
      const [highest] = due.filter((each) => each.kind === kind).toSorted((a, b) => b.percent - a.percent)
      if (highest === undefined) continue
      const words = warningWords({ ...site, ...highest, limits: limitsOf(tier) })
      await mail({ ...words, siteId, siteName, accountId, key: warningKey(highest) })
    }
    await recordWarnings(directory, due, new Date(clock()))
  }

  return {
    name: 'usage-warnings',
    everySeconds: 30,
    async run(signal) {
      const month = monthOf(clock())
      const changes: string[] = []
      for (let after: string | undefined = ''; after !== undefined; ) {
        const sites: NearSite[] = await sitesNear(directory, limitsOf, { controlGroup, month, after })
        const ids = sites.map(({ siteId }) => siteId)
        const known = await knownWarnings(directory, month, ids)
        for (const site of sites) {
          signal.throwIfAborted()
          const due = warningsOf(site, limitsOf, month).filter((warning) => !known.has(warningKey(warning)))
          if (due.length === 0) continue
          await warn(site, due)
          changes.push(...due.map(({ kind, percent }) => `warned of ${kind} of ${site.name} at ${percent} %`))
        }
        after = sites.length < SITES_PER_PAGE ? undefined : ids.at(-1)
      }
      return changes
    },
  }
}

/** Of every threshold that is reached. */
function warningsOf({ siteId, tier, used }: NearSite, limitsOf: LimitsOf, month: string): Warning[] {
  return shares(used, limitsOf(tier)).flatMap(({ of, usedPercent }: { of: LimitKind; usedPercent: number }) =>
    WARNED_AT_PERCENT.filter((percent) => usedPercent >= percent).map((percent) => ({
      siteId,
      month,
      kind: of,
      percent,
      tier,
    })),
  )
}

async function sitesNear(
  directory: Database,
  limitsOf: LimitsOf,
  { controlGroup, month, after }: { controlGroup: number; month: string; after: string },
): Promise<NearSite[]> {
  const rows = await sitesWithUsage(directory, month)
    .select(['sites.site_id', 'sites.name', 'sites.title', 'sites.account_id', 'sites.tier'])
    .select(AMOUNTS)
    .where('sites.control_group', '=', controlGroup)
    .where('sites.state', 'in', ['running', 'suspended'])
    .where('sites.site_id', '>', after)
    .where((eb) => usesAtLeast(eb, NEAR_PERCENT, limitsOf))
    .orderBy('sites.site_id')
    .limit(SITES_PER_PAGE)
    .execute()
  return rows.map((row) => ({
    siteId: row.site_id,
    name: row.name,
    title: row.title,
    accountId: row.account_id,
    tier: row.tier,
    used: amountsOf(row),
  }))
}
