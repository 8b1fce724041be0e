import { AipressError, type Person } from '@aipress/contract'
import { z } from 'zod'
import type { Auth } from './auth.ts'
import type { Enter, Entered } from './enter.ts'
import { acceptInvitation, findInvitation, type InvitationDeps } from './invitations.ts'
import { voidResets } from './password-resets.ts'
import { hashPassword, isPasswordOf, setPassword } from './passwords.ts'
import { findPerson } from './person-store.ts'
import { endSessions } from './session-store.ts'
import { Email, GivenPassword, LinkToken, NewPassword, parse } from './sign-in-inputs.ts'
import { requireEnoughFactors } from './sign-in-rules.ts'
import { cookiesOf, type SignInTools } from './sign-in-tools.ts'

const Credentials = z.object({ email: Email, password: GivenPassword })
const Accept = z.object({
  token: LinkToken,
  email: Email.optional(),
  name: z.string().trim().max(100).optional(),
  password: NewPassword,
})
const PasswordChange = z.object({ currentPassword: GivenPassword, newPassword: NewPassword })

/** What a sign-in answers: who it is, and the headers that carry the session's cookie. */
export interface SignedIn {
  person: Person
  headers: Headers
}

export interface SignIn {
  signIn(body: unknown, request: Request): Promise<Entered>
  signOut(request: Request): Promise<Headers>
  /** Ends the person's other sessions; this one goes on. */
  changePassword(body: unknown, request: Request): Promise<void>
  /** Answers what the one-time link offers, without using it up. */
  invitation(token: string): Promise<{ email?: string; role: string; accountName: string; expiresAt: string }>
  accept(body: unknown, request: Request): Promise<SignedIn>
}

export interface SignInDeps extends InvitationDeps {
  auth: Auth
  tools: SignInTools
  enter: Enter
}

export function createSignIn(deps: SignInDeps): SignIn {
  const { auth, tools, database, clock } = deps
  return {
    async signIn(body, request) {
      const { email, password } = parse(Credentials, body)
      tools.requireTry(request, email)
      return tools.writeDown('people.sign-in', email, request, async () => {
        const person = await findPerson(database, email)
        const known = person?.active ? person : undefined
        const isRight = await isPasswordOf(auth, database, known?.personId, password)
        if (known === undefined || !isRight) throw wrongCredentials()
        return deps.enter(known, 'password', request)
      })
    },
    async signOut(request) {
      return cookiesOf(await auth.api.signOut({ headers: request.headers, asResponse: true }))
    },
    async changePassword(body, request) {
      const { currentPassword, newPassword } = parse(PasswordChange, body)
      const session = await tools.sessionOf(request)
      // A stolen password must not do to lock its owner out.
      await requireEnoughFactors(database, session)
      const { person, sessionId } = session
      tools.requireTry(request, person.email)
      const passwordHash = await hashPassword(auth, newPassword)
      await tools.writeDown('people.change-password', person.email, request, async () => {
        if (!(await isPasswordOf(auth, database, person.personId, currentPassword))) throw wrongPassword()
        await database.transaction().execute(async (tx) => {
          await setPassword(tx, person, passwordHash, clock())
          await voidResets(tx, person.personId)
          await endSessions(tx, { personId: person.personId, except: sessionId })
        })
      })
    },
    async invitation(token) {
      const { person, role, accountName, expiresAt } = await findInvitation(deps, token)
      return { ...(person === undefined ? {} : { email: person.email }), role, accountName, expiresAt }
    },
    async accept(body, request) {
      const { token, name, password, ...given } = parse(Accept, body)
      tools.requireTry(request)
      const invitation = await findInvitation(deps, token)
      const email = invitation.person?.email ?? given.email ?? missingEmail()
      const passwordHash = await hashPassword(auth, password)
      const acceptance = { token, email, name: name || (email.split('@')[0] ?? email), passwordHash }
      const person = await tools.writeDown('people.accept', email, request, () =>
        acceptInvitation(deps, acceptance),
      )
      return { person, headers: await tools.startSession(person.personId, 'password', request) }
    },
  }
}

function wrongCredentials(): AipressError {
  return new AipressError('not_signed_in', 'E-mail address or password is wrong.', {
    hint: 'Check both. If the password is lost, "Forgot password?" sends you a link.',
  })
}

/** Who asks has a session, so this is no `not_signed_in`. */
export function wrongPassword(): AipressError {
  return new AipressError('password_wrong', 'The current password is wrong.', {
    hint: 'If it is lost, sign out and use "Forgot password?" on the sign-in page.',
  })
}

function missingEmail(): never {
  throw new AipressError('invalid_input', 'An e-mail address is needed.')
}
