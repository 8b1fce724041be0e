import { AipressError, Door, isOfPlatform, type Person } from '@aipress/contract'
import type { Caller, HeldSiteRole } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { ApiTokenTable } from './accounts-migrations.ts'
import { PLATFORM_ACCOUNT_ID } from './accounts-migrations.ts'
import { type Acting, actingName, actingOf, stopActing } from './acting-store.ts'
import type { Auth } from './auth.ts'
import { findPerson } from './person-store.ts'
import { noteSessionUsed } from './session-store.ts'
import { requireEnoughFactors } from './sign-in-rules.ts'
import { methodOf, notSignedIn } from './sign-in-tools.ts'
import { siteRolesOf } from './site-role-store.ts'
import { limitsOf } from './token-limits.ts'
import { findToken, findTokenBySecret, noteTokenUsed } from './token-store.ts'

export interface AuthenticateDeps {
  database: Database
  auth: Auth
  clock: Clock
  log: Log
}

/**
 * Who sends this request, by token or session cookie. Person and role are read anew for each request,
 * so that removing someone takes effect at once.
 */
export async function authenticate(deps: AuthenticateDeps, request: Request): Promise<Caller> {
  const authorization = request.headers.get('authorization')
  const door = doorOf(request, 'rest')
  if (authorization !== null) return callerOfToken(deps, authorization, door)
  const session = await deps.auth.api.getSession({ headers: request.headers })
  const person = session === null ? undefined : await findPerson(deps.database, session.user.id)
  if (session === null || person === undefined || !person.active) throw notSignedIn()
  await noteSessionUsed(deps.database, session.session, deps.clock()).catch((err: unknown) =>
    deps.log.warn({ err }, 'session use not noted'),
  )
  const sessionId = session.session.id
  const acting = await actingOf(deps.database, { sessionId, administrator: person }, deps.clock())
  await requireEnoughFactors(deps.database, { person, method: methodOf(session.session) }).catch(
    async (refusal) => {
      // While they act as somebody they can neither set a factor up nor, being refused everything, stop.
      if (acting !== undefined) await stopActing(deps.database, sessionId)
      throw refusal
    },
  )
  if (acting !== undefined) return actingCaller(deps, person, acting, { sessionId, door })
  return {
    principal: `person:${person.personId}`,
    displayName: person.email,
    ...(await rightsOf(deps.database, person)),
    readOnly: false,
    sessionId,
    door,
  }
}

async function actingCaller(
  { database }: AuthenticateDeps,
  administrator: Person,
  { actingId, person, until }: Acting,
  by: { sessionId: string; door: Door },
): Promise<Caller> {
  return {
    principal: `acting:${actingId}`,
    displayName: actingName(administrator.email, person.email),
    ...(await rightsOf(database, person)),
    actor: { personId: administrator.personId, email: administrator.email, until },
    readOnly: false,
    ...by,
  }
}

/** Whoever can open the machine's own socket is root on it: an administrator, without signing in. */
export function machineCaller(door: Door): Caller {
  return { principal: 'machine', displayName: 'this machine', ...MACHINE_RIGHTS, readOnly: false, door }
}

/** What the client says of itself; it changes the audit line alone. */
export function doorOf(request: Request, usual: Door): Door {
  const parsed = Door.safeParse(request.headers.get('x-aipress-door'))
  return parsed.success && (parsed.data === 'cli' || parsed.data === 'console') ? parsed.data : usual
}

const MACHINE_RIGHTS = {
  personId: undefined,
  role: 'administrator',
  accountId: PLATFORM_ACCOUNT_ID,
} as const

/** What a person holds now, whichever way they come in. */
export async function rightsOf(
  database: Database,
  { personId, role, accountId }: Person,
): Promise<Pick<Caller, 'personId' | 'role' | 'accountId' | 'siteRoles'>> {
  const siteRoles: HeldSiteRole[] = isOfPlatform(role) ? [] : await siteRolesOf(database, personId)
  return { personId, role, accountId, siteRoles }
}

/** What a token is, whoever sends it. */
function tokenCaller(token: ApiTokenTable): Pick<Caller, 'displayName' | 'readOnly' | 'limits'> {
  const limits = limitsOf(token)
  return {
    displayName: token.name,
    readOnly: token.read_only,
    ...(limits === undefined ? {} : { limits }),
  }
}

async function callerOfToken(deps: AuthenticateDeps, authorization: string, door: Door): Promise<Caller> {
  const { database, log } = deps
  const nowMs = deps.clock()
  const [, secret] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
  const token = secret === undefined ? undefined : await findTokenBySecret(database, secret, nowMs)
  if (token === undefined) throw tokenNotValid()
  const person = token.owner === 'machine' ? undefined : await findPerson(database, token.owner)
  if (token.owner !== 'machine' && !person?.active) throw tokenNotValid()
  await noteTokenUsed(database, token, nowMs).catch((err: unknown) =>
    log.warn({ err }, 'token use not noted'),
  )
  return {
    principal: `token:${token.token_id}`,
    ...tokenCaller(token),
    ...(person === undefined ? MACHINE_RIGHTS : await rightsOf(database, person)),
    door,
  }
}

/**
 * Who once asked, as they are now: for work that goes on in their name. Undefined where they may no longer come
 * in at all.
 */
export async function callerOfPrincipal(
  { database, clock }: Pick<AuthenticateDeps, 'database' | 'clock'>,
  principal: string,
  door: Door,
): Promise<Caller | undefined> {
  if (principal === 'machine') return machineCaller(door)
  const [kind, id = ''] = principal.split(':')
  const token = kind === 'token' ? await findToken(database, id, clock()) : undefined
  if (token?.owner === 'machine') {
    return { principal, ...tokenCaller(token), ...MACHINE_RIGHTS, door }
  }
  const personId = kind === 'person' ? id : token?.owner
  const person = personId === undefined ? undefined : await findPerson(database, personId)
  if (person === undefined || !person.active) return undefined
  const sender = token === undefined ? { displayName: person.email, readOnly: false } : tokenCaller(token)
  return { principal, ...sender, ...(await rightsOf(database, person)), door }
}

function tokenNotValid(): AipressError {
  return new AipressError('not_signed_in', 'This API token is not valid: revoked, expired or mistyped.', {
    hint: 'Make a new one with "aipress token create".',
  })
}
