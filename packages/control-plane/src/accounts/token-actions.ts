import { AipressError, createToken, listTokens, revokeToken } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import { hashOfSecret, newSecret } from './secrets.ts'
import { deleteToken, ensureToken, listTokensOf, TOKENS_PER_OWNER_MAX } from './token-store.ts'

/** Recognisable by secret scanners and by people. */
const PREFIX = 'aip_'
const START_LENGTH = 10
const DAY_MS = 24 * 60 * 60 * 1000

/** Tokens belong to the person, also when one token makes another; or to the machine. */
const ownerOf = (caller: Caller) => caller.personId ?? 'machine'

export function tokenHandlers({ database, clock }: { database: Database; clock: Clock }): Handler[] {
  return [
    handle(createToken, async ({ name, days, readOnly }, { caller, idOf }) => {
      const owner = ownerOf(caller)
      const count = (await listTokensOf(database, owner)).length
      if (count >= TOKENS_PER_OWNER_MAX) throw tooManyTokens()
      const secret = newSecret(PREFIX)
      const nowMs = clock()
      const token = await ensureToken(database, {
        token_id: idOf('token'),
        owner,
        name,
        start: secret.slice(0, START_LENGTH),
        secret_hash: hashOfSecret(secret),
        read_only: readOnly,
        created_at: new Date(nowMs),
        expires_at: days === undefined ? null : new Date(nowMs + days * DAY_MS),
      })
      return { token, secret }
    }),

    handle(listTokens, async (_input, { caller }) => ({
      items: await listTokensOf(database, ownerOf(caller)),
    })),

    handle(revokeToken, async ({ token }, { caller }) => {
      const owner = ownerOf(caller)
      const tokens = await listTokensOf(database, owner)
      const byId = tokens.filter((one) => one.tokenId === token)
      const matches = byId.length > 0 ? byId : tokens.filter((one) => one.name === token)
      const [match, second] = matches
      if (match === undefined) throw tokenNotFound(token)
      if (second !== undefined) throw ambiguousToken(token)
      await deleteToken(database, owner, match.tokenId)
      return { revoked: match.name }
    }),
  ]
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
