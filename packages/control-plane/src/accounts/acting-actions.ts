import {
  AipressError,
  IMPERSONATION_MINUTES_MAX,
  impersonatePerson,
  isOfPlatform,
  type Person,
  stopImpersonating,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import { startActing, stopActing } from './acting-store.ts'
import { requirePerson } from './member-rules.ts'
import { findPerson } from './person-store.ts'

const MINUTE_MS = 60_000

/**
 * An administrator acts as a customer for a while. What must never happen: that it goes on unnoticed, that it gives
 * an administrator's rights, or that something done in that time is written down under one name alone. It belongs to
 * the administrator's own browser session, so it ends with that, and programs cannot have it.
 */
export function actingHandlers({ database, clock }: { database: Database; clock: Clock }): Handler[] {
  return [
    handle(impersonatePerson, async ({ person: ref, minutes }, { caller, idOf, touch }) => {
      const { sessionId, administratorId } = requireOwnSession(caller)
      const person = await requirePerson(database, caller, ref)
      touch({ accountId: person.accountId })
      requireCustomer(person)
      const nowMs = clock()
      const untilMs = nowMs + Math.min(minutes, IMPERSONATION_MINUTES_MAX) * MINUTE_MS
      const acting = { actingId: idOf('acting'), sessionId, administratorId, personId: person.personId }
      await database.transaction().execute((tx) => startActing(tx, acting, { nowMs, untilMs }))
      return { person, until: new Date(untilMs).toISOString() }
    }),

    handle(stopImpersonating, async (_input, { caller }) => {
      if (caller.actor === undefined || caller.sessionId === undefined) return {}
      await stopActing(database, caller.sessionId)
      const person = caller.personId === undefined ? undefined : await findPerson(database, caller.personId)
      return { wasActingAs: person?.email ?? 'somebody who is gone' }
    }),
  ]
}

function requireOwnSession({ sessionId, personId }: Caller): { sessionId: string; administratorId: string } {
  if (sessionId !== undefined && personId !== undefined) return { sessionId, administratorId: personId }
  throw new AipressError(
    'not_permitted',
    'Only a person who is signed in to the console can act as another.',
    {
      hint: 'Sign in to the console as an administrator: a token or the machine itself cannot do it.',
    },
  )
}

function requireCustomer(person: Person): void {
  if (!isOfPlatform(person.role) && person.active) return
  const why = person.active ? `is ${person.role} of the platform` : 'has not accepted their invitation yet'
  throw new AipressError('not_permitted', `${person.email} ${why}; nobody can act as them.`, {
    hint: 'Choose somebody of a customer’s account.',
  })
}
