import type { Database } from '../kernel/database.ts'
import { type PasskeyState, passkeysOf } from './passkey-store.ts'
import { hasPassword } from './passwords.ts'
import { type SecondFactorState, secondFactorOf } from './second-factor.ts'
import type { SignInTools } from './sign-in-tools.ts'

/** How a person can sign in, for the page of their account. */
export interface OwnWays {
  hasPassword: boolean
  secondFactor?: SecondFactorState
  passkeys: PasskeyState[]
}

export async function ownWays(
  { database, tools }: { database: Database; tools: SignInTools },
  request: Request,
): Promise<OwnWays> {
  const { personId } = (await tools.sessionOf(request)).person
  const secondFactor = await secondFactorOf(database, personId)
  return {
    hasPassword: await hasPassword(database, personId),
    ...(secondFactor === undefined ? {} : { secondFactor }),
    passkeys: await passkeysOf(database, personId),
  }
}
