import {
  AipressError,
  listSessions,
  type Person,
  removeSecondFactor,
  resetPassword,
  revokeOtherSessions,
  revokeSession,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Tx } from '../kernel/database.ts'
import { requireMayGrant, requirePerson } from './member-rules.ts'
import { countPasskeys } from './passkey-store.ts'
import { issueReset, type PasswordResetDeps } from './password-resets.ts'
import { removeSecondFactor as removeFactorOf, secondFactorOf } from './second-factor.ts'
import { endSessions, hasSessions, listSessionsOf } from './session-store.ts'

/** One's own sessions, and what an administrator can do for somebody who cannot get in. */
export function signingInHandlers(deps: PasswordResetDeps): Handler[] {
  const { database, clock } = deps
  return [
    handle(listSessions, async (_input, { caller: { personId, sessionId } }) => {
      if (personId === undefined) return { items: [] }
      return { items: await listSessionsOf(database, { personId, currentId: sessionId, nowMs: clock() }) }
    }),

    handle(revokeSession, async ({ session }, { caller: { personId }, isRepeated }) => {
      const which = personId === undefined ? undefined : { personId, only: session }
      const isThere = which !== undefined && (await hasSessions(database, which))
      if (!isThere && !isRepeated) throw sessionNotFound(session)
      if (isThere) await endSessions(database, which)
      return { revoked: session }
    }),

    handle(revokeOtherSessions, async (_input, { caller: { personId, sessionId } }) => {
      const which = personId === undefined ? undefined : { personId, except: sessionId }
      const isThere = which !== undefined && (await hasSessions(database, which))
      return { revoked: isThere ? await endSessions(database, which) : 0 }
    }),

    handle(resetPassword, ({ person: ref }, context) =>
      database.transaction().execute(async (tx) => {
        const person = await requireHelped(tx, context.caller, ref)
        requireActive(person)
        context.touch({ accountId: person.accountId })
        return { person, ...(await issueReset(tx, deps, person)) }
      }),
    ),

    handle(removeSecondFactor, ({ person: ref }, context) =>
      database.transaction().execute(async (tx) => {
        const { personId, email, accountId } = await requireHelped(tx, context.caller, ref)
        context.touch({ accountId })
        requireAnother(context.caller, personId)
        const isThere =
          (await secondFactorOf(tx, personId)) !== undefined || (await countPasskeys(tx, personId)) > 0
        if (!isThere && !context.isRepeated) throw noSecondFactor(email)
        await removeFactorOf(tx, personId)
        await tx.deleteFrom('passkeys').where('person_id', '=', personId).execute()
        await endSessions(tx, { personId })
        return { removed: email }
      }),
    ),
  ]
}

/** Whoever lets somebody in can come in as them, so it takes all the rights that the person has. */
async function requireHelped(tx: Tx, caller: Caller, ref: string): Promise<Person> {
  const person = await requirePerson(tx, caller, ref)
  requireMayGrant(caller, person.role, `help somebody to sign in who is ${person.role}`)
  return person
}

/** One's own goes with the password, and the last one not at all where the platform demands one. */
function requireAnother(caller: Caller, personId: string): void {
  if (caller.personId !== personId) return
  throw new AipressError('second_factor_conflict', 'This is your own second factor.', {
    hint: 'Switch it off on the page of your account in the console; if it is lost, another administrator removes it.',
  })
}

function requireActive(person: Person): void {
  if (person.active) return
  throw new AipressError('person_not_active', `${person.email} has not accepted their invitation yet.`, {
    hint: 'Invite them again: that makes a new link with which they choose a password.',
  })
}

function noSecondFactor(email: string): AipressError {
  return new AipressError('second_factor_conflict', `${email} has neither an app for codes nor a passkey.`, {
    hint: 'There is nothing to remove. If the password is lost, make a link to reset it.',
  })
}

function sessionNotFound(session: string): AipressError {
  return new AipressError('session_not_found', `You have no session ${session}.`, {
    hint: 'It may have ended already. See them with "aipress session list".',
  })
}
