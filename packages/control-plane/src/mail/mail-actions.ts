import { AipressError, listMail, showMail } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { type Caller, scopeOf } from '../kernel/caller.ts'
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
        withPlatform: maySeePlatformMail(caller),
        limit: input.limit,
        cursor: input.cursor,
      })
    }),

    handle(showMail, async (input, { caller }) => {
      const summary = await findMail(database, input.mail, {
        scope: scopeOf(caller),
        withPlatform: maySeePlatformMail(caller),
      })
      if (summary === undefined) throw notFound(input.mail)
      const { mailId, sizeBytes } = summary
      const start = await readSource(database, { mailId, sizeBytes: Math.min(sizeBytes, HEADER_BYTES_MAX) })
      if (start === undefined) throw notFound(input.mail)
      const bodies = await readMailBodies(() => readSource(database, summary))
      return { ...summary, headers: readMailHeader(start).fields, ...bodies }
    }),
  ]
}

/**
 * It holds links with which one becomes whom they were made for, so it is for those who can make such links
 * themselves; and never for a model, whose words go elsewhere.
 */
function maySeePlatformMail({ role, limits, readOnly, door }: Caller): boolean {
  return role === 'administrator' && limits === undefined && !readOnly && door !== 'chat' && door !== 'mcp'
}

const notFound = (mail: string) =>
  new AipressError('mail_not_found', `There is no mail ${mail}.`, {
    hint: 'See the latest with "aipress mail list". Only the newest 500 of a site are kept.',
  })
