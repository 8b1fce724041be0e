import type { Door } from '@aipress/contract'
import type { Handler } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Seal } from '../kernel/seal.ts'
import { accountHandlers } from './account-actions.ts'
import type { CountSites } from './account-store.ts'
import { actingHandlers } from './acting-actions.ts'
import { createAuth } from './auth.ts'
import { authenticate, machineCaller } from './authenticate.ts'
import { createChallenges } from './challenges.ts'
import { createEnter } from './enter.ts'
import { createForgottenPasswords, type ForgottenPasswords, type PersonMail } from './forgotten-passwords.ts'
import { type InvitationLink, issueFirstAdministratorLink } from './invitations.ts'
import type { OidcSettings } from './oidc-client.ts'
import { createOwnSecondFactor, type OwnSecondFactor } from './own-second-factor.ts'
import { type OwnWays, ownWays } from './own-ways.ts'
import { createPasskeys, type Passkeys } from './passkeys.ts'
import { peopleHandlers } from './people-actions.ts'
import { createProof } from './proof.ts'
import { createProviderSignIn, type ProviderSignIn } from './provider-sign-in.ts'
import { roleHandlers } from './role-actions.ts'
import { createSignIn, type SignIn } from './sign-in.ts'
import { signInRuleHandlers } from './sign-in-rule-actions.ts'
import { createSignInTools } from './sign-in-tools.ts'
import { signingInHandlers } from './signing-in-actions.ts'
import { tokenHandlers } from './token-actions.ts'
import type { TokenSites } from './token-limits.ts'

export { type AccountMemory, createAccountMemory } from './account-memory.ts'
export { type AccountRef, findAccount } from './account-store.ts'
export { accountsMigrations, PLATFORM_ACCOUNT_ID, PLATFORM_ACCOUNT_NAME } from './accounts-migrations.ts'
export { callerOfPrincipal, doorOf, rightsOf } from './authenticate.ts'
export { contactsOf } from './contact.ts'
export type { ForgottenPasswords, PersonMail } from './forgotten-passwords.ts'
export { type InvitationDeps, type InvitationLink, issueInvitation } from './invitations.ts'
export { findActivePerson, findPerson, insertPerson } from './person-store.ts'
export type { SignIn } from './sign-in.ts'
export { purgeSigningIn } from './signing-in-migrations.ts'
export { accessTo, giveSiteRole, takeSiteRole } from './site-role-store.ts'
export { API_TOKEN_PREFIX } from './token-actions.ts'

export interface AccountsDeps {
  database: Database
  /** 32 random characters or more, the same in every process; signs session cookies. */
  secret: string
  /** `http://aipress.localhost:8080`, without final slash: where one-time links lead. */
  consoleUrl: string
  clock: Clock
  log: Log
  countSites: CountSites
  /** Without it no token can be limited to sites. */
  sites?: TokenSites | undefined
  /** Another provider to sign in through. */
  oidc: OidcSettings | undefined
  /** Secrets of second factors are stored under it. */
  seal: Seal
  /** Sends what the platform itself has to tell a person, by the way its other mail goes. */
  mail(mail: PersonMail): Promise<void>
}

/**
 * Who may come in: accounts, people with their roles, invitations, sessions and API tokens. What they
 * may then do is decided by `actions.call`. Nobody gets in who was not invited, and nothing that lets
 * one in is stored in a form that could be used.
 */
export interface Accounts {
  readonly handlers: Handler[]
  readonly signIn: SignIn
  readonly forgottenPasswords: ForgottenPasswords
  readonly secondFactor: OwnSecondFactor
  readonly passkeys: Passkeys
  readonly provider: ProviderSignIn
  ownWays(request: Request): Promise<OwnWays>
  /** Throws `not_signed_in`. */
  authenticate(request: Request): Promise<Caller>
  machineCaller(door: Door): Caller
  /** Undefined while an administrator is active. A new link voids the one before. */
  issueFirstAdministratorLink(): Promise<InvitationLink | undefined>
}

export function createAccounts(deps: AccountsDeps): Accounts {
  const auth = createAuth(deps)
  const tools = createSignInTools({ ...deps, auth })
  const challenges = createChallenges(deps)
  const proof = createProof({ ...deps, auth, tools })
  const enter = createEnter({ ...deps, tools, challenges })
  const issuer = `AIPress (${new URL(deps.consoleUrl).hostname})`
  const parts = { ...deps, auth, tools, challenges, proof, enter, issuer }
  return {
    handlers: [
      ...accountHandlers(deps),
      ...peopleHandlers(deps),
      ...tokenHandlers(deps),
      ...actingHandlers(deps),
      ...roleHandlers(),
      ...signingInHandlers(deps),
      ...signInRuleHandlers(deps),
    ],
    signIn: createSignIn(parts),
    forgottenPasswords: createForgottenPasswords(parts),
    secondFactor: createOwnSecondFactor(parts),
    passkeys: createPasskeys(parts),
    provider: createProviderSignIn(parts),
    ownWays: (request) => ownWays(parts, request),
    authenticate: (request) => authenticate({ ...deps, auth }, request),
    machineCaller,
    issueFirstAdministratorLink: () => issueFirstAdministratorLink(deps),
  }
}
