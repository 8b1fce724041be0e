import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import { hashOfSecret, newSecret } from './secrets.ts'
import type { ChallengeTable } from './signing-in-migrations.ts'

/** Long enough to fetch a telephone from another room. */
const CHALLENGE_SECONDS = 10 * 60
const LATEST = 'aipress-sign-in'

export interface Challenge {
  tokenHash: string
  personId: string | undefined
  data: unknown
}

/**
 * What lies between two requests of one sign-in: a password was right and a code is missing, a passkey or
 * another provider was asked. A cookie names it, so that only the browser that began can go on; it is used
 * once, and a new one of the same browser takes its place.
 */
export interface Challenges {
  begin(kind: ChallengeTable['kind'], challenge: { personId?: string; data: unknown }): Promise<Headers>
  find(kind: ChallengeTable['kind'], request: Request): Promise<Challenge | undefined>
  /** As `find`, and it is gone. */
  take(kind: ChallengeTable['kind'], request: Request): Promise<Challenge | undefined>
}

export function createChallenges(deps: { database: Database; clock: Clock; consoleUrl: string }): Challenges {
  const { database, clock } = deps
  const cookie = cookieOf(deps.consoleUrl)
  const tokenHashOf = (request: Request) => hashOfSecret(cookie.read(request) ?? '')
  return {
    async begin(kind, { personId, data }) {
      const token = newSecret()
      await database
        .insertInto('sign_in_challenges')
        .values({
          token_hash: hashOfSecret(token),
          kind,
          person_id: personId ?? null,
          data: JSON.stringify(data),
          expires_at: new Date(clock() + CHALLENGE_SECONDS * 1000),
        })
        .execute()
      return new Headers({ 'set-cookie': cookie.write(token) })
    },
    async find(kind, request) {
      const row = await database
        .selectFrom('sign_in_challenges')
        .selectAll()
        .where('token_hash', '=', tokenHashOf(request))
        .where('kind', '=', kind)
        .where('expires_at', '>', new Date(clock()))
        .executeTakeFirst()
      return row && asChallenge(row)
    },
    async take(kind, request) {
      const row = await database
        .deleteFrom('sign_in_challenges')
        .where('token_hash', '=', tokenHashOf(request))
        .where('kind', '=', kind)
        .where('expires_at', '>', new Date(clock()))
        .returningAll()
        .executeTakeFirst()
      return row && asChallenge(row)
    },
  }
}

const asChallenge = ({ token_hash, person_id, data }: ChallengeTable): Challenge => ({
  tokenHash: token_hash,
  personId: person_id ?? undefined,
  data: JSON.parse(data),
})

/** Named and kept as the session's cookie is; it must come along when another provider sends the browser back. */
function cookieOf(consoleUrl: string) {
  const { protocol, port } = new URL(consoleUrl)
  const isSecure = protocol === 'https:'
  const name = `${isSecure ? '__Host-' : ''}${LATEST}${port === '' ? '' : `-${port}`}`
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${CHALLENGE_SECONDS}${isSecure ? '; Secure' : ''}`
  return {
    write: (token: string) => `${name}=${token}; ${attributes}`,
    read(request: Request): string | undefined {
      const cookies = (request.headers.get('cookie') ?? '').split(/; */)
      return cookies.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1)
    },
  }
}
