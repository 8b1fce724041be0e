import { AipressError, type createToken, type InputOf, isOfPlatform, Permission } from '@aipress/contract'
import { asking, type Caller, type CallerLimits, may, notPermitted } from '../kernel/caller.ts'
import type { Connection } from '../kernel/database.ts'
import { accountNotFound, findAccount } from './account-store.ts'
import type { ApiTokenTable } from './accounts-migrations.ts'

/** What tokens need to know of sites, which come after this noun. */
export interface TokenSites {
  /** Throws `site_not_found` where the caller sees none that is called so. */
  idOf(text: string, caller: Caller): Promise<string>
  /** By id; a site that is gone has none. */
  namesOf(siteIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}

type Asked = Pick<InputOf<typeof createToken>, 'scope' | 'site' | 'account'>

/**
 * What a new token shall be limited to. It is never more than what made it: a token's token has its limits unless it
 * asks for narrower ones. What the person may is not written into it, but asked anew at each call.
 */
export async function limitsFor(
  connection: Connection,
  sites: TokenSites | undefined,
  caller: Caller,
  { scope, site, account }: Asked,
): Promise<CallerLimits> {
  const own = caller.limits ?? {}
  for (const permission of scope ?? []) if (!may(caller, permission)) throw notPermitted(caller, permission)
  const siteIds = site === undefined ? own.siteIds : await siteIdsOf(sites, caller, site)
  const accountId = account === undefined ? own.accountId : await accountIdOf(connection, caller, account)
  return {
    ...(scope === undefined && own.permissions === undefined
      ? {}
      : { permissions: scope ?? own.permissions }),
    ...(siteIds === undefined ? {} : { siteIds }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}

async function siteIdsOf(
  sites: TokenSites | undefined,
  caller: Caller,
  texts: readonly string[],
): Promise<string[]> {
  if (sites === undefined) throw new AipressError('site_not_found', 'There are no sites here.')
  const seeing = asking(caller, 'sites:read')
  return [...new Set(await Promise.all(texts.map((text) => sites.idOf(text, seeing))))]
}

async function accountIdOf(connection: Connection, caller: Caller, ref: string): Promise<string> {
  const { accountId } = await findAccount(connection, ref)
  const reach = caller.limits?.accountId ?? (isOfPlatform(caller.role) ? undefined : caller.accountId)
  if (reach !== undefined && reach !== accountId) throw accountNotFound(ref)
  return accountId
}

const wordsOf = (text: string) => (text === '' ? [] : text.split(' '))

/** As they are stored. */
export function limitColumns({ permissions, siteIds, accountId }: CallerLimits) {
  return {
    scopes: permissions?.join(' ') ?? null,
    site_ids: siteIds?.join(' ') ?? null,
    account_id: accountId ?? null,
  }
}

/** Undefined where the token has no limits of its own. A permission that is none any more gives nothing. */
export function limitsOf(
  row: Pick<ApiTokenTable, 'scopes' | 'site_ids' | 'account_id'>,
): CallerLimits | undefined {
  if (row.scopes === null && row.site_ids === null && row.account_id === null) return undefined
  const isPermission = (text: string): text is Permission => Permission.safeParse(text).success
  return {
    ...(row.scopes === null ? {} : { permissions: wordsOf(row.scopes).filter(isPermission) }),
    ...(row.site_ids === null ? {} : { siteIds: wordsOf(row.site_ids) }),
    ...(row.account_id === null ? {} : { accountId: row.account_id }),
  }
}
