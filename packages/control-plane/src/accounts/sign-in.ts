import { AipressError, type Person } from '@aipress/contract'
import { z } from 'zod'
import { createTokenBuckets } from '../kernel/token-buckets.ts'
import { type Auth, PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from './auth.ts'
import { acceptInvitation, findInvitation, type InvitationDeps } from './invitations.ts'
import { audited, type SignInAuditDeps, type SignInTry } from './sign-in-audit.ts'

/** Ten tries, then one every half minute: enough for a forgetful person, hopeless for a guessing one. */
const TRIES_PER_EMAIL = { burst: 10, perSecond: 1 / 30 }
/** An office behind one address signs in together in the morning. */
const TRIES_PER_ADDRESS = { burst: 50, perSecond: 1 / 5 }

const Email = z
  .string('An e-mail address is needed.')
  .trim()
  .toLowerCase()
  .pipe(z.email('An e-mail address looks like anna@example.com.').max(254))
const NewPassword = z
  .string('A password is needed.')
  .min(PASSWORD_LENGTH_MIN, `A password has at least ${PASSWORD_LENGTH_MIN} characters.`)
  .max(PASSWORD_LENGTH_MAX, `A password has at most ${PASSWORD_LENGTH_MAX} characters.`)
const Credentials = z.object({ email: Email, password: z.string('A password is needed.').max(1_000) })
const Accept = z.object({
  token: z.string('The link is not complete.').max(200),
  email: Email.optional(),
  name: z.string().trim().max(100).optional(),
  password: NewPassword,
})
const PasswordChange = z.object({ currentPassword: z.string().max(1_000), newPassword: NewPassword })

/** What a sign-in answers: who it is, and the headers that carry the session's cookie. */
export interface SignedIn {
  person: Person
  headers: Headers
}

export interface SignIn {
  signIn(body: unknown, request: Request): Promise<Headers>
  signOut(request: Request): Promise<Headers>
  changePassword(body: unknown, request: Request): Promise<Headers>
  /** Answers what the one-time link offers, without using it up. */
  invitation(token: string): Promise<{ email?: string; role: string; accountName: string; expiresAt: string }>
  accept(body: unknown, request: Request): Promise<SignedIn>
}

export function createSignIn(deps: InvitationDeps & SignInAuditDeps & { auth: Auth }): SignIn {
  const { auth, clock } = deps
  const triesOfEmail = createTokenBuckets(TRIES_PER_EMAIL, clock)
  const triesOfAddress = createTokenBuckets(TRIES_PER_ADDRESS, clock)
  const requireTry = (request: Request, email?: string) => {
    const waits = [triesOfAddress.take(addressOf(request))]
    if (email !== undefined) waits.push(triesOfEmail.take(email))
    if (Math.max(...waits) > 0) throw tooManyTries(Math.max(...waits))
  }
  const signInWith = async (credentials: z.infer<typeof Credentials>, request: Request) => {
    const { headers } = request
    return headersOf(await auth.api.signInEmail({ body: credentials, headers, asResponse: true }))
  }
  const writeDown = <T>(action: SignInTry['action'], who: string, request: Request, work: () => Promise<T>) =>
    audited(deps, { action, who, address: addressOf(request) }, work)
  return {
    async signIn(body, request) {
      const credentials = parse(Credentials, body)
      requireTry(request, credentials.email)
      return writeDown('people.sign-in', credentials.email, request, () => signInWith(credentials, request))
    },
    async signOut(request) {
      return headersOf(await auth.api.signOut({ headers: request.headers, asResponse: true }))
    },
    async changePassword(body, request) {
      const change = { ...parse(PasswordChange, body), revokeOtherSessions: true }
      requireTry(request)
      const { headers } = request
      const session = await auth.api.getSession({ headers })
      return writeDown('people.change-password', session?.user.email ?? 'unknown', request, async () =>
        headersOf(await auth.api.changePassword({ body: change, headers, asResponse: true })),
      )
    },
    async invitation(token) {
      const { person, role, accountName, expiresAt } = await findInvitation(deps, token)
      return { ...(person === undefined ? {} : { email: person.email }), role, accountName, expiresAt }
    },
    async accept(body, request) {
      const { token, name, password, ...given } = parse(Accept, body)
      requireTry(request)
      const invitation = await findInvitation(deps, token)
      const email = invitation.person?.email ?? given.email ?? missingEmail()
      const { password: hasher } = await auth.$context
      const passwordHash = await hasher.hash(password)
      const acceptance = { token, email, name: name || (email.split('@')[0] ?? email), passwordHash }
      const person = await writeDown('people.accept', email, request, () =>
        acceptInvitation(deps, acceptance),
      )
      return { person, headers: await signInWith({ email, password }, request) }
    },
  }
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const message = issue?.message.endsWith('.') ? issue.message : `"${issue?.path.join('.')}" is not valid.`
  throw new AipressError('invalid_input', message)
}

/** The library's refusals in our words; its cookies as they are. */
function headersOf(response: Response): Headers {
  if (response.ok) {
    const headers = new Headers()
    for (const cookie of response.headers.getSetCookie()) headers.append('set-cookie', cookie)
    return headers
  }
  if (response.status >= 500) {
    throw new AipressError('internal_error', 'Signing in failed on the platform’s side.', {
      hint: 'Try again; if it stays so, an administrator finds the reason in the log.',
      context: { status: response.status },
    })
  }
  throw new AipressError('not_signed_in', 'E-mail address or password is wrong.', {
    hint: 'Check both. If the password is lost, ask an administrator for a new invitation.',
  })
}

/** The edge sets it anew; without an edge all callers share one count. */
function addressOf(request: Request): string {
  return request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? 'unknown'
}

function missingEmail(): never {
  throw new AipressError('invalid_input', 'An e-mail address is needed.')
}

function tooManyTries(waitSeconds: number): AipressError {
  return new AipressError('rate_limited', 'Too many tries to sign in.', {
    hint: `Try again in ${waitSeconds} ${waitSeconds === 1 ? 'second' : 'seconds'}.`,
    context: { retryAfterSeconds: waitSeconds },
  })
}
