import { type Account, AipressError } from '@aipress/contract'
import { type Connection, type Database, isUniqueViolation, sql } from '../kernel/database.ts'
import { PLATFORM_ACCOUNT_ID } from './accounts-migrations.ts'

/** How many sites each account has; asked of the sites' noun, which comes after this one. */
export type CountSites = () => Promise<Map<string, number>>

const keyOf = (name: string) => name.normalize('NFKC').toLowerCase()

/** Making it again under the same id finds it made. */
export async function ensureAccount(
  connection: Connection,
  { accountId, name, nowMs }: { accountId: string; name: string; nowMs: number },
): Promise<void> {
  try {
    await connection
      .insertInto('accounts')
      .values({ account_id: accountId, name, name_key: keyOf(name), created_at: new Date(nowMs) })
      .onConflict((conflict) => conflict.column('account_id').doNothing())
      .execute()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AipressError('account_name_taken', `There is already an account called "${name}".`, {
      hint: 'Choose another name, or list the accounts to find it.',
      cause: error,
    })
  }
}

export interface AccountRef {
  accountId: string
  name: string
}

/** By id, or by name in any case. */
export async function findAccount(connection: Connection, ref: string): Promise<AccountRef> {
  const row = await connection
    .selectFrom('accounts')
    .select(['account_id', 'name'])
    .where((where) => where.or([where('account_id', '=', ref), where('name_key', '=', keyOf(ref.trim()))]))
    .executeTakeFirst()
  if (row !== undefined) return { accountId: row.account_id, name: row.name }
  throw accountNotFound(ref)
}

export function accountNotFound(ref: string): AipressError {
  return new AipressError('account_not_found', `There is no account "${ref}".`, {
    hint: 'List the accounts to see their names.',
  })
}

/** By name, without the platform's own. */
export async function customerAccounts(connection: Connection, limit: number): Promise<AccountRef[]> {
  const rows = await connection
    .selectFrom('accounts')
    .select(['account_id', 'name'])
    .where('account_id', '<>', PLATFORM_ACCOUNT_ID)
    .orderBy('name_key')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ accountId: row.account_id, name: row.name }))
}

export async function isAccountNameFree(connection: Connection, name: string): Promise<boolean> {
  const row = await connection
    .selectFrom('accounts')
    .select('account_id')
    .where('name_key', '=', keyOf(name))
    .executeTakeFirst()
  return row === undefined
}

/** Names by id, for lists of things that belong to accounts. */
export async function accountNames(
  connection: Connection,
  accountIds: readonly string[],
): Promise<Map<string, string>> {
  if (accountIds.length === 0) return new Map()
  const rows = await connection
    .selectFrom('accounts')
    .select(['account_id', 'name'])
    .where('account_id', 'in', [...new Set(accountIds)])
    .execute()
  return new Map(rows.map((row) => [row.account_id, row.name]))
}

/** By name. The cursor is the last name of the page before, in its key form. */
export async function listAccountPage(
  database: Database,
  countSites: CountSites,
  { limit, cursor, accountId }: { limit: number; cursor?: string | undefined; accountId?: string },
): Promise<{ items: Account[]; nextCursor?: string }> {
  let query = database
    .selectFrom('accounts')
    .select(['account_id', 'name', 'name_key', 'created_at'])
    .select((select) =>
      select
        .selectFrom('people')
        .select(sql<number>`count(*)::int`.as('count'))
        .whereRef('people.account_id', '=', 'accounts.account_id')
        .as('people'),
    )
    .orderBy('name_key')
    .limit(limit + 1)
  if (cursor !== undefined) query = query.where('name_key', '>', cursor)
  if (accountId !== undefined) query = query.where('account_id', '=', accountId)
  const [rows, sites] = await Promise.all([query.execute(), countSites()])
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const items = shown.map((row) => ({
    accountId: row.account_id,
    name: row.name,
    sites: sites.get(row.account_id) ?? 0,
    people: row.people ?? 0,
    createdAt: row.created_at.toISOString(),
  }))
  return { items, ...(rows.length > limit && last !== undefined ? { nextCursor: last.name_key } : {}) }
}
