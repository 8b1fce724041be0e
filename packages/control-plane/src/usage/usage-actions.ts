import { showUsage } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { scopeOf } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { SiteFinder } from '../sites/index.ts'
import { type LimitsOf, monthOf } from './usage.ts'
import { daysOf, listUsage, totalUsage, type UsageQuery } from './usage-list.ts'

interface Deps {
  directory: Database
  finder: Pick<SiteFinder, 'find'>
  limitsOf: LimitsOf
  clock: Clock
}

/** Answers from the directory alone, so that it also answers while control groups are away. */
export function usageHandlers({ directory, finder, limitsOf, clock }: Deps): Handler[] {
  return [
    handle(showUsage, async ({ site: text, standing, limit, cursor }, { caller, touch }) => {
      const month = monthOf(clock())
      const site = text === undefined ? undefined : await finder.find(text, caller)
      if (site !== undefined) touch({ siteId: site.siteId, accountId: site.accountId })
      const query: UsageQuery = {
        scope: scopeOf(caller),
        siteId: site?.siteId,
        standing,
        month,
        limit,
        cursor,
      }
      const [page, total, days] = await Promise.all([
        listUsage(directory, limitsOf, query),
        totalUsage(directory, limitsOf, query),
        site === undefined ? undefined : daysOf(directory, site.siteId, month),
      ])
      const items = days === undefined ? page.items : page.items.map((item) => ({ ...item, days }))
      return { ...page, items, month, total }
    }),
  ]
}
