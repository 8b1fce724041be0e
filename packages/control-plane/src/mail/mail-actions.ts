import { AipressError, listMail, showMail } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { accountScope } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import type { SiteFinder } from '../sites/index.ts'
import { readMailSource } from './mail-source.ts'
import { findMail, listMailSummaries } from './mail-store.ts'

export function mailHandlers(database: Database, finder: SiteFinder): Handler[] {
  return [
    handle(listMail, async (input, { caller }) => {
      const site = input.site === undefined ? undefined : await finder.find(input.site, caller)
      return listMailSummaries(database, {
        accountId: accountScope(caller),
        siteId: site?.siteId,
        limit: input.limit,
        cursor: input.cursor,
      })
    }),

    handle(showMail, async (input, { caller }) => {
      const found = await findMail(database, input.mail, accountScope(caller))
      if (found === undefined) {
        throw new AipressError('mail_not_found', `There is no mail ${input.mail}.`, {
          hint: 'See the latest with "aipress mail list". Only the newest 500 of a site are kept.',
        })
      }
      return { ...found.summary, ...(await readMailSource(found.raw)).bodies }
    }),
  ]
}
