import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import type { Challenges } from './challenges.ts'
import type { FirstStep } from './enter.ts'
import { countPasskeys } from './passkey-store.ts'
import { findPerson } from './person-store.ts'
import type { Proof } from './proof.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  newRecoveryCodes,
  removeSecondFactor,
  type SecondFactorDeps,
  secondFactorOf,
  takeCode,
} from './second-factor.ts'
import { endSessions, noteSecondFactor } from './session-store.ts'
import { parse } from './sign-in-inputs.ts'
import { requireMayRemove, requireOwnFactor } from './sign-in-rules.ts'
import type { SignInTools } from './sign-in-tools.ts'

const Code = z.object({ code: z.string('A code is needed.').trim().min(1, 'A code is needed.').max(40) })

/** A person's own second factor: setting it up, switching it off, and signing in with it. */
export interface OwnSecondFactor {
  begin(body: unknown, request: Request): Promise<{ secret: string; uri: string }>
  /** From now on a code is asked for. Ends the other sessions, which did without. */
  confirm(body: unknown, request: Request): Promise<{ recoveryCodes: string[] }>
  renewRecoveryCodes(body: unknown, request: Request): Promise<{ recoveryCodes: string[] }>
  remove(body: unknown, request: Request): Promise<void>
  /** The second step of signing in. */
  signInWithCode(body: unknown, request: Request): Promise<Headers>
}

export interface OwnSecondFactorDeps extends SecondFactorDeps {
  tools: SignInTools
  challenges: Challenges
  proof: Proof
  /** Whose platform it is, as an app shows it. */
  issuer: string
}

export function createOwnSecondFactor(deps: OwnSecondFactorDeps): OwnSecondFactor {
  const { database, tools, challenges, proof, issuer } = deps
  return {
    async begin(body, request) {
      const { personId, email } = (await proof(body, request)).person
      return beginSecondFactor(deps, { personId, email, issuer })
    },
    async confirm(body, request) {
      const { code } = parse(Code, body)
      const session = await tools.sessionOf(request)
      // As when it was begun: what the person has, or the rule, may have come since.
      await requireOwnFactor(database, session)
      const { sessionId } = session
      const { personId, email } = session.person
      tools.requireTry(request, email)
      const recoveryCodes = await tools.writeDown('people.add-second-factor', email, request, () =>
        confirmSecondFactor(deps, { personId, code }),
      )
      await noteSecondFactor(database, sessionId, 'code')
      await endSessions(database, { personId, except: sessionId })
      return { recoveryCodes }
    },
    async renewRecoveryCodes(body, request) {
      const { personId, email } = (await proof(body, request)).person
      const recoveryCodes = await tools.writeDown('people.renew-recovery-codes', email, request, async () => {
        if ((await secondFactorOf(database, personId)) === undefined) throw noSecondFactor()
        return database.transaction().execute((tx) => newRecoveryCodes(tx, personId))
      })
      return { recoveryCodes }
    },
    async remove(body, request) {
      const { person } = await proof(body, request)
      const { personId, email } = person
      await tools.writeDown('people.remove-own-second-factor', email, request, async () => {
        await requireMayRemove(database, person, async () => (await countPasskeys(database, personId)) === 0)
        if (!(await removeSecondFactor(database, personId))) throw noSecondFactor()
      })
    },
    async signInWithCode(body, request) {
      const { code } = parse(Code, body)
      const challenge = await challenges.find('second-factor', request)
      const person = challenge?.personId && (await findPerson(database, challenge.personId))
      if (challenge === undefined || !person || !person.active) throw beginAgain()
      const { personId, email } = person
      tools.requireTry(request)
      return tools.writeDown('people.second-factor', email, request, async () => {
        await takeCode(deps, { personId, code })
        // Of two requests with two right codes only one gets in.
        if ((await challenges.take('second-factor', request)) === undefined) throw beginAgain()
        const { method } = challenge.data as FirstStep
        return tools.startSession(personId, `${method}-and-code`, request)
      })
    },
  }
}

function noSecondFactor(): AipressError {
  return new AipressError('second_factor_conflict', 'No app for codes is set up.', {
    hint: 'Set one up on the page of your account.',
  })
}

export function beginAgain(): AipressError {
  return new AipressError('sign_in_expired', 'This sign-in took too long, or was begun in another browser.', {
    hint: 'Begin again on the sign-in page.',
  })
}
