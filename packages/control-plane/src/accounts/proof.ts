import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Auth } from './auth.ts'
import { hasPassword, isPasswordOf } from './passwords.ts'
import { wrongPassword } from './sign-in.ts'
import { GivenPassword, parse } from './sign-in-inputs.ts'
import { requireOwnFactor } from './sign-in-rules.ts'
import type { OpenSession, SignInTools } from './sign-in-tools.ts'

const Given = z.object({ password: GivenPassword.optional() })
/** Who has no password shows by a sign-in of this age at most that it is them. */
const FRESH_MS = 15 * 60_000

/**
 * Before one's ways to sign in change: a browser that was left open, or a stolen cookie, is not enough. The
 * password is asked for again, or where there is none, a sign-in that has only just happened.
 */
export type Proof = (body: unknown, request: Request) => Promise<OpenSession>

export function createProof(deps: {
  auth: Auth
  database: Database
  clock: Clock
  tools: SignInTools
}): Proof {
  const { auth, database, clock, tools } = deps
  return async (body, request) => {
    const { password = '' } = parse(Given, body)
    const session = await tools.sessionOf(request)
    const { personId, email } = session.person
    tools.requireTry(request, email)
    if (await hasPassword(database, personId)) {
      if (!(await isPasswordOf(auth, database, personId, password))) throw wrongPassword()
    } else if (clock() - session.createdAt.getTime() > FRESH_MS) throw signInAgain()
    await requireOwnFactor(database, session)
    return session
  }
}

function signInAgain(): AipressError {
  return new AipressError('password_wrong', 'For this, sign in anew.', {
    hint: 'Sign out and in again, then repeat it within a quarter of an hour.',
  })
}
