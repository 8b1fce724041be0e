import { AipressError, listMail, showMail } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { scopeOf } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import type { SiteFinder } from '../sites/index.ts'
import { readMailBodies } from './mail-bodies.ts'
import { HEADER_BYTES_MAX, readMailHeader } from './mail-header.ts'
import { findMail, listMailSummaries, readSource } from './mail-store.ts'

export function mailHandlers(database: Database, finder: SiteFinder): Handler[] {
  return [
    handle(listMail, async (input, { caller }) => {
      const site = input.site === undefined ? undefined : await finder.find(input.site, caller)
      return listMailSummaries(database, {
        scope: scopeOf(caller),
        siteId: site?.siteId,
        limit: input.limit,
        cursor: input.cursor,
      })
    }),

    handle(showMail, async (input, { caller }) => {
      const summary = await findMail(database, input.mail, scopeOf(caller))
      if (summary === undefined) throw notFound(input.mail)
      const { mailId, sizeBytes } = summary
      const start = await readSource(database, { mailId, sizeBytes: Math.min(sizeBytes, HEADER_BYTES_MAX) })
      if (start === undefined) throw notFound(input.mail)
      const bodies = await readMailBodies(() => readSource(database, summary))
      return { ...summary, headers: readMailHeader(start).fields, ...bodies }
    }),
  ]
}

const notFound = (mail: string) =>
  new AipressError('mail_not_found', `There is no mail ${mail}.`, {
    hint: 'See the latest with "aipress mail list". Only the newest 500 of a site are kept.',
  })
