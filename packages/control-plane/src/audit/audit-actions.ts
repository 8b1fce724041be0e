import {
  AipressError,
  type AuditLine,
  exportAudit,
  type InputOf,
  listAudit,
  requestOf,
  verifyAudit,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import type { AuditHeads } from './audit-heads.ts'
import { type AuditFilter, listAuditLines } from './audit-store.ts'
import { exportAuditLines } from './export-audit.ts'
import { signFirstHead } from './sign-audit-head.ts'
import { verifyAuditLog } from './verify-audit.ts'

export interface AuditDeps {
  database: Database
  heads: AuditHeads
  /** Undefined where no site is called so (any more). Sites and accounts are nouns that come after this one. */
  siteIdOf(ref: string, caller: Caller): Promise<string | undefined>
  /** Of those that there are. */
  siteNamesOf(siteIds: readonly string[]): Promise<Map<string, string>>
  /** Throws `account_not_found`. */
  accountIdOf(ref: string): Promise<string>
}

/** Each holds a connection and keeps old rows alive while it lasts. */
const VERIFICATIONS_MAX = 2

export function auditHandlers(deps: AuditDeps): Handler[] {
  const { database, heads } = deps
  let verifying = 0
  return [
    handle(listAudit, async ({ limit, cursor, ...filter }, { caller }) =>
      withSiteNames(
        deps,
        await listAuditLines(database, { ...(await resolved(deps, filter, caller)), limit, cursor }),
      ),
    ),
    handle(verifyAudit, async ({ first, lines }, { signal, emit }) => {
      if (verifying >= VERIFICATIONS_MAX) throw tooMany()
      verifying += 1
      try {
        // What stands in its way is what the verification tells of.
        await signFirstHead(database, heads, Date.now()).catch(() => undefined)
        return await verifyAuditLog(database, heads, { first, lines, signal, onProgress: emit })
      } finally {
        verifying -= 1
      }
    }),
    handle(exportAudit, async (input, { caller, signal, emit }) => {
      const { format, limit, cursor, ...filter } = input
      const { lines, nextCursor } = await exportAuditLines(database, {
        format,
        filter: await resolved(deps, filter, caller),
        limit,
        cursor,
        signal,
        emit: (text) => emit({ text }),
      })
      const download = requestOf(exportAudit, input).url
      return { format, lines, download, ...(nextCursor === undefined ? {} : { nextCursor }) }
    }),
  ]
}

async function withSiteNames(deps: AuditDeps, page: { items: AuditLine[]; nextCursor?: string }) {
  const names = await deps.siteNamesOf([...new Set(page.items.flatMap(({ siteId }) => siteId ?? []))])
  const items = page.items.map((line) => {
    const siteName = names.get(line.siteId ?? '')
    return siteName === undefined ? line : { ...line, siteName }
  })
  return { ...page, items }
}

type GivenFilter = Omit<InputOf<typeof listAudit>, 'limit' | 'cursor'>

/** Names of sites and accounts become ids, which lines keep when those are renamed. */
async function resolved(deps: AuditDeps, filter: GivenFilter, caller: Caller): Promise<AuditFilter> {
  const { site, account, ...rest } = filter
  const siteId = site === undefined ? undefined : await siteIdOf(deps, site, caller)
  return {
    ...rest,
    ...(site === undefined ? {} : { site: siteId === undefined ? { called: site } : { siteId } }),
    ...(account === undefined ? {} : { accountId: await accountIdOf(deps, account) }),
  }
}

/** The id of one that is gone is taken as it is. */
const siteIdOf = async (deps: AuditDeps, ref: string, caller: Caller) =>
  ref.startsWith('site_') ? ref : deps.siteIdOf(ref, caller)

const accountIdOf = async (deps: AuditDeps, ref: string) =>
  ref.startsWith('acc_') ? ref : deps.accountIdOf(ref)

function tooMany(): AipressError {
  return new AipressError('rate_limited', 'The audit log is being verified already.', {
    hint: 'Try again in a minute.',
    context: { retryAfterSeconds: 30 },
  })
}
