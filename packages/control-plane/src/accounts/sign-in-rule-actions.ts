import { AipressError, changeSignInRules, showSignInRules } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Connection, Database } from '../kernel/database.ts'
import { hasSecondFactor, signInRules, changeSignInRules as writeRules } from './sign-in-rules.ts'

export function signInRuleHandlers({ database, clock }: { database: Database; clock: Clock }): Handler[] {
  return [
    handle(showSignInRules, () => signInRules(database)),

    handle(changeSignInRules, ({ secondFactor }, { caller }) =>
      database.transaction().execute(async (tx) => {
        if (secondFactor === 'required') await requireOwn(tx, caller)
        else requireNoProgram(caller)
        await writeRules(tx, { secondFactor }, { nowMs: clock(), by: caller.displayName })
        return signInRules(tx)
      }),
    ),
  ]
}

/**
 * Whoever demands it has shown that it can be done here: that passkeys work under this name, or that the clocks
 * agree. The machine is nobody; then somebody else must have shown it.
 */
async function requireOwn(connection: Connection, { personId }: Caller): Promise<void> {
  if (personId !== undefined) {
    if (await hasSecondFactor(connection, personId)) return
    throw new AipressError('second_factor_conflict', 'You have no second factor yourself.', {
      hint: 'Set up an app for codes or a passkey on the page of your account first.',
    })
  }
  const { people, without } = await signInRules(connection)
  if (without < people) return
  throw new AipressError('second_factor_conflict', 'No administrator or operator has a second factor yet.', {
    hint: 'Let one of them set up an app for codes or a passkey in the console first.',
  })
}

/** A token or a connected program has shown no factor at all; by it the rule would be undone without one. */
function requireNoProgram({ principal, sessionId }: Caller): void {
  if (sessionId !== undefined || principal === 'machine') return
  throw new AipressError('not_permitted', 'A token or program cannot say that a second factor is optional.', {
    hint: 'Sign in to the console and say it there, or say it on the machine itself.',
  })
}
