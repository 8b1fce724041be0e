import { setTimeout as delay } from 'node:timers/promises'
import type { Person } from '@aipress/contract'
import { z } from 'zod'
import { createTokenBuckets } from '../kernel/token-buckets.ts'
import type { Auth } from './auth.ts'
import { findReset, issueReset, type PasswordResetDeps, takeReset } from './password-resets.ts'
import { hashPassword } from './passwords.ts'
import { findPerson } from './person-store.ts'
import { hashOfSecret } from './secrets.ts'
import { Email, LinkToken, NewPassword, parse } from './sign-in-inputs.ts'
import { addressOf, type SignInTools, tooManyTries } from './sign-in-tools.ts'

/** Nobody needs more mails than this, and nobody else is to fill a mailbox. */
const MAILS_PER_EMAIL = { burst: 3, perSecond: 1 / 600 }
const MAILS_PER_ADDRESS = { burst: 10, perSecond: 1 / 60 }
/** Longer than looking up and writing take, so that the time of an answer tells nobody who is known here. */
const ANSWER_MS_MIN = 300

const Forgotten = z.object({ email: Email })
const NewFromLink = z.object({
  token: LinkToken,
  password: NewPassword,
  /** Whoever does not know better shall be safe: a lost password may be a stolen one. */
  endSessions: z.boolean().default(true),
})

/** A mail of the platform itself to a person. */
export interface PersonMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** The same key again is the same mail. */
  readonly key: string
}

export interface ForgottenPasswords {
  /** Answers the same, and as late, whether or not there is such a person. */
  forgotten(body: unknown, request: Request): Promise<void>
  /** Whose password the link sets, without using it up. */
  reset(token: string): Promise<{ email: string }>
  /** API tokens and connected programs go on in any case. */
  setNew(body: unknown, request: Request): Promise<{ email: string; endedSessions: boolean }>
}

export interface ForgottenPasswordsDeps extends PasswordResetDeps {
  auth: Auth
  tools: SignInTools
  mail(mail: PersonMail): Promise<void>
}

export function createForgottenPasswords(deps: ForgottenPasswordsDeps): ForgottenPasswords {
  const { auth, tools, database, clock } = deps
  const mailsOfEmail = createTokenBuckets(MAILS_PER_EMAIL, clock)
  const mailsOfAddress = createTokenBuckets(MAILS_PER_ADDRESS, clock)
  const sendTo = async (email: string) => {
    const person = await findPerson(database, email)
    if (!person?.active) return
    const { url } = await issueReset(database, deps, person)
    await deps.mail(resetMail(person, url))
  }
  return {
    async forgotten(body, request) {
      const { email } = parse(Forgotten, body)
      const waitSeconds = Math.max(mailsOfAddress.take(addressOf(request)), mailsOfEmail.take(email))
      if (waitSeconds > 0) throw tooManyTries(waitSeconds)
      await Promise.all([
        tools.writeDown('people.forgot-password', email, request, () => sendTo(email)),
        delay(ANSWER_MS_MIN),
      ])
    },
    async reset(token) {
      return { email: (await findReset(deps, token)).email }
    },
    async setNew(body, request) {
      const { token, password, endSessions } = parse(NewFromLink, body)
      tools.requireTry(request)
      const { email } = await findReset(deps, token)
      const passwordHash = await hashPassword(auth, password)
      await tools.writeDown('people.use-reset-link', email, request, () =>
        takeReset(deps, { token, passwordHash, endSessions }),
      )
      return { email, endedSessions: endSessions }
    },
  }
}

function resetMail({ email, name }: Person, url: string): PersonMail {
  const text = `Hello ${name},

somebody, probably you, has said on the sign-in page that your password is lost. With this link you choose a new one:

${url}

It works once and for an hour. Unless you choose otherwise there, using it signs you out everywhere.

If it was not you, do nothing: your password is as it was.
`
  // The link's own hash names the mail, so that nothing is told by its key.
  const key = `reset/${hashOfSecret(url)}`
  return { to: email, subject: 'A new password for AIPress', text, key }
}
