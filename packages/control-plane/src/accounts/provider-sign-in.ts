import { AipressError, type Person } from '@aipress/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Challenges } from './challenges.ts'
import type { Enter } from './enter.ts'
import { createOidcClient, type OidcAttempt, type OidcPerson, type OidcSettings } from './oidc-client.ts'
import { beginAgain } from './own-second-factor.ts'
import { ensureUser } from './passwords.ts'
import { findPerson } from './person-store.ts'
import type { SignInTools } from './sign-in-tools.ts'

/**
 * Signing in with an account elsewhere. It lets in whom an invitation or an earlier sign-in has made known
 * here, by the address that the provider has confirmed, and nobody else: the provider says who somebody is,
 * never what they may do. Being let in this way accepts an invitation. A second factor set up here is asked for
 * all the same.
 */
export interface ProviderSignIn {
  /** On the button; undefined where no provider is configured. */
  readonly name: string | undefined
  /** Answers where to send the browser. */
  begin(next: string, request: Request): Promise<{ url: string; headers: Headers }>
  /** The path of the console to go on with; what failed is in its query. */
  finish(request: Request): Promise<{ path: string; headers: Headers }>
}

export interface ProviderSignInDeps {
  database: Database
  clock: Clock
  log: Log
  consoleUrl: string
  oidc: OidcSettings | undefined
  tools: SignInTools
  challenges: Challenges
  enter: Enter
}

interface Begun {
  attempt: OidcAttempt
  next: string
}

export function createProviderSignIn(deps: ProviderSignInDeps): ProviderSignIn {
  const { tools, challenges, oidc, clock, log } = deps
  const client = oidc && createOidcClient(oidc, `${deps.consoleUrl}/auth/provider/callback`, clock)
  return {
    name: oidc?.name,
    async begin(next, request) {
      tools.requireTry(request)
      if (client === undefined) throw noProvider()
      const { url, attempt } = await client.begin()
      const data: Begun = { attempt, next: isOwnPath(next) ? next : '/' }
      return { url, headers: await challenges.begin('provider', { data }) }
    },
    async finish(request) {
      try {
        if (client === undefined) throw noProvider()
        tools.requireTry(request)
        const challenge = await challenges.take('provider', request)
        if (challenge === undefined) throw beginAgain()
        const { attempt, next } = challenge.data as Begun
        const told = await client.finish(new URL(request.url).searchParams, attempt)
        const entered = await tools.writeDown('people.sign-in-with-provider', told.email, request, async () =>
          deps.enter(await invited(deps, told), 'provider', request),
        )
        const path = entered.next === 'in' ? next : `/sign-in?${new URLSearchParams({ step: 'code', next })}`
        return { path, headers: entered.headers }
      } catch (error) {
        if (!(error instanceof AipressError)) throw error
        log.warn({ err: error }, 'signing in through the provider failed')
        return { path: `/sign-in?${new URLSearchParams({ problem: error.code })}`, headers: new Headers() }
      }
    },
  }
}

/** The person of this address, who is active from now on. */
function invited({ database, clock }: ProviderSignInDeps, { email, name }: OidcPerson): Promise<Person> {
  return database.transaction().execute(async (tx) => {
    const person = await findPerson(tx, email)
    if (person === undefined) throw notInvited(email)
    if (!person.active) {
      const used = await tx
        .deleteFrom('invitations')
        .where('person_id', '=', person.personId)
        .where('expires_at', '>', new Date(clock()))
        .returning('token_hash')
        .execute()
      if (used.length === 0) throw notInvited(email)
      const set = { active: true, ...(name ? { name: name.slice(0, 100) } : {}) }
      await tx.updateTable('people').set(set).where('person_id', '=', person.personId).execute()
    }
    await ensureUser(tx, person)
    return { ...person, active: true }
  })
}

/** Never to another origin: `//elsewhere` and `/\elsewhere` are addresses of others. */
const isOwnPath = (path: string) => /^\/(?![/\\])/.test(path) && path.length < 2_000

function notInvited(email: string): AipressError {
  return new AipressError('not_invited', `Nobody has invited ${email} to this platform.`, {
    hint: 'Ask an administrator for an invitation to exactly this address.',
  })
}

function noProvider(): AipressError {
  return new AipressError('provider_failed', 'This platform has no other provider to sign in through.', {
    hint: 'Sign in with e-mail address and password.',
  })
}
