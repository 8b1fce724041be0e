import { AipressError, createToken, listTokens, revokeToken, type Token } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { type Caller, rightsByRole } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import { accountNames } from './account-store.ts'
import type { ApiTokenTable } from './accounts-migrations.ts'
import { hashOfSecret, newSecret } from './secrets.ts'
import { requireSessionForToken } from './sign-in-rules.ts'
import { limitColumns, limitsFor, limitsOf, type TokenSites } from './token-limits.ts'
import { deleteToken, ensureToken, findToken, listTokensOf, TOKENS_PER_OWNER_MAX } from './token-store.ts'

/** Recognisable by secret scanners and by people. */
export const API_TOKEN_PREFIX = 'aip_'
const START_LENGTH = 10
const DAY_MS = 24 * 60 * 60 * 1000

const MACHINE = 'machine'
/** Tokens belong to the person, also when one token makes another; or to the machine. */
const ownerOf = (caller: Caller) => caller.personId ?? MACHINE

/** What the machine made acts as an administrator, so those who may all see to it. */
const mayTendMachine = (caller: Caller) =>
  ownerOf(caller) !== MACHINE && rightsByRole(caller).includes('accounts:change')

export interface TokenHandlersDeps {
  database: Database
  clock: Clock
  /** Without it no token can be limited to sites. */
  sites?: TokenSites | undefined
}

export function tokenHandlers({ database, clock, sites }: TokenHandlersDeps): Handler[] {
  const describe = (rows: readonly ApiTokenTable[]) => asTokens(database, sites, rows)
  return [
    handle(createToken, async ({ name, days, readOnly, ...asked }, { caller, idOf }) => {
      await requireSessionForToken(database, caller)
      const owner = ownerOf(caller)
      const count = (await listTokensOf(database, owner)).length
      if (count >= TOKENS_PER_OWNER_MAX) throw tooManyTokens()
      const limits = await limitsFor(database, sites, caller, asked)
      const secret = newSecret(API_TOKEN_PREFIX)
      const nowMs = clock()
      const row = await ensureToken(database, {
        token_id: idOf('token'),
        owner,
        name,
        start: secret.slice(0, START_LENGTH),
        secret_hash: hashOfSecret(secret),
        read_only: readOnly,
        created_at: new Date(nowMs),
        expires_at: await expiryOf(database, caller, days, nowMs),
        ...limitColumns(limits),
      })
      const [token] = await describe([row])
      if (token === undefined) throw new Error('A token that was just made is gone.')
      return { token, secret }
    }),

    handle(listTokens, async (_input, { caller }) => ({
      items: await describe(await listTokensOf(database, ownerOf(caller))),
      ...(mayTendMachine(caller) ? { ofMachine: await describe(await listTokensOf(database, MACHINE)) } : {}),
    })),

    handle(revokeToken, async ({ token }, { caller }) => {
      const own = await listTokensOf(database, ownerOf(caller))
      const ofMachine = mayTendMachine(caller) ? await listTokensOf(database, MACHINE) : []
      const all = [...own, ...ofMachine]
      const [match, second] =
        [
          all.filter((one) => one.token_id === token),
          own.filter((one) => one.name === token),
          ofMachine.filter((one) => one.name === token),
        ].find((matches) => matches.length > 0) ?? []
      if (match === undefined) throw tokenNotFound(token)
      if (second !== undefined) throw ambiguousToken(token)
      await deleteToken(database, match.owner, match.token_id)
      return { revoked: match.name }
    }),
  ]
}

/** A token's token ends no later than it. */
async function expiryOf(
  database: Database,
  caller: Caller,
  days: number | undefined,
  nowMs: number,
): Promise<Date | null> {
  const asked = days === undefined ? null : new Date(nowMs + days * DAY_MS)
  const [kind, tokenId = ''] = caller.principal.split(':')
  const maker = kind === 'token' ? await findToken(database, tokenId, nowMs) : undefined
  const latest = maker?.expires_at ?? null
  if (latest === null) return asked
  return asked === null || asked > latest ? latest : asked
}

async function asTokens(
  database: Database,
  sites: TokenSites | undefined,
  rows: readonly ApiTokenTable[],
): Promise<Token[]> {
  const limited = rows.map((row) => ({ row, limits: limitsOf(row) ?? {} }))
  const [accounts, names] = await Promise.all([
    accountNames(
      database,
      limited.flatMap(({ limits }) => limits.accountId ?? []),
    ),
    sites?.namesOf(limited.flatMap(({ limits }) => limits.siteIds ?? [])),
  ])
  return limited.map(({ row, limits: { permissions, siteIds, accountId } }) => ({
    tokenId: row.token_id,
    name: row.name,
    start: row.start,
    readOnly: row.read_only,
    ...(permissions === undefined ? {} : { scopes: [...permissions] }),
    ...(siteIds === undefined ? {} : { sites: siteIds.map((siteId) => names?.get(siteId) ?? siteId) }),
    ...(accountId === undefined ? {} : { account: accounts.get(accountId) ?? accountId }),
    createdAt: row.created_at.toISOString(),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at.toISOString() }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at.toISOString() }),
  }))
}

function tokenNotFound(token: string): AipressError {
  return new AipressError('token_not_found', `You have no token "${token}".`, {
    hint: 'List your tokens to see their names and ids.',
  })
}

function ambiguousToken(name: string): AipressError {
  return new AipressError('invalid_input', `Several of your tokens are called "${name}".`, {
    hint: 'Use the id of the one you mean; list your tokens to see it.',
  })
}

function tooManyTokens(): AipressError {
  return new AipressError('invalid_input', `You have ${TOKENS_PER_OWNER_MAX} tokens, which is the limit.`, {
    hint: 'Revoke one that is not used any more.',
  })
}
