import type { Database } from '../kernel/database.ts'
import type { ApiTokenTable } from './accounts-migrations.ts'
import { hashOfSecret } from './secrets.ts'

/** More is a program that makes tokens in a loop. */
export const TOKENS_PER_OWNER_MAX = 100
/** Using a token is noted this often at most: a write for each call would double its cost. */
const LAST_USED_STEP_MS = 60_000

/** Making it again under the same id gives it the new secret: the first was never told to anyone. */
export async function ensureToken(
  database: Database,
  token: Omit<ApiTokenTable, 'last_used_at'>,
): Promise<ApiTokenTable> {
  return database
    .insertInto('api_tokens')
    .values({ ...token, last_used_at: null })
    .onConflict((conflict) =>
      conflict.column('token_id').doUpdateSet({ secret_hash: token.secret_hash, start: token.start }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function listTokensOf(database: Database, owner: string): Promise<ApiTokenTable[]> {
  return database
    .selectFrom('api_tokens')
    .selectAll()
    .where('owner', '=', owner)
    .orderBy('created_at', 'desc')
    .limit(TOKENS_PER_OWNER_MAX)
    .execute()
}

export async function deleteToken(database: Database, owner: string, tokenId: string): Promise<void> {
  await database.deleteFrom('api_tokens').where('owner', '=', owner).where('token_id', '=', tokenId).execute()
}

/** The token with this secret, unless it has expired. */
export async function findTokenBySecret(
  database: Database,
  secret: string,
  nowMs: number,
): Promise<ApiTokenTable | undefined> {
  const row = await database
    .selectFrom('api_tokens')
    .selectAll()
    .where('secret_hash', '=', hashOfSecret(secret))
    .executeTakeFirst()
  if (row === undefined) return undefined
  return row.expires_at !== null && row.expires_at.getTime() <= nowMs ? undefined : row
}

/** Unless it has expired. */
export async function findToken(
  database: Database,
  tokenId: string,
  nowMs: number,
): Promise<ApiTokenTable | undefined> {
  const row = await database
    .selectFrom('api_tokens')
    .selectAll()
    .where('token_id', '=', tokenId)
    .executeTakeFirst()
  return row !== undefined && row.expires_at !== null && row.expires_at.getTime() <= nowMs ? undefined : row
}

export async function noteTokenUsed(database: Database, token: ApiTokenTable, nowMs: number): Promise<void> {
  if (token.last_used_at !== null && nowMs - token.last_used_at.getTime() < LAST_USED_STEP_MS) return
  await database
    .updateTable('api_tokens')
    .set({ last_used_at: new Date(nowMs) })
    .where('token_id', '=', token.token_id)
    .execute()
}
