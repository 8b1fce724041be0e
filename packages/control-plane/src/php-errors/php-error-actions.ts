import { AipressError, dismissPhpError, listPhpErrors } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { scopeOf } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import type { SiteFinder } from '../sites/index.ts'
import { dismissError, listErrors } from './php-error-store.ts'

interface Deps {
  database: Database
  /** Of this control group's sites. */
  finder: SiteFinder
  /** Of all sites: every group is asked for its part of the list. */
  anyones: SiteFinder
}

export function phpErrorHandlers({ database, finder, anyones }: Deps): Handler[] {
  return [
    handle(listPhpErrors, async (input, { caller }) => {
      const site = input.site === undefined ? undefined : await anyones.find(input.site, caller)
      return listErrors(database, {
        scope: scopeOf(caller),
        siteId: site?.siteId,
        level: input.level,
        limit: input.limit,
        cursor: input.cursor,
      })
    }),

    handle(dismissPhpError, async (input, { caller, touch, isRepeated }) => {
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      const wasThere = await dismissError(database, site.siteId, input.fingerprint)
      if (wasThere || isRepeated) return { siteName: site.name, dismissed: input.fingerprint }
      throw new AipressError('php_error_not_found', `${site.title} has no PHP error ${input.fingerprint}.`, {
        hint: `See them with "aipress errors list ${site.name}".`,
      })
    }),
  ]
}
