import type { IncomingMessage, ServerResponse } from 'node:http'
import { AipressError, type Door, PROGRAM_SCOPES, permissionsOfScope } from '@aipress/contract'
import { findActivePerson, rightsOf } from '../accounts/index.ts'
import type { Handler } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Seal } from '../kernel/seal.ts'
import { createAuthorizationServer, resourceOf } from './authorization-server.ts'
import { type Consent, createConsent } from './consent.ts'
import { purgeOAuthRecords } from './oauth-records.ts'
import { programHandlers } from './program-actions.ts'
import { findProgram, noteProgramUsed, purgePrograms } from './program-store.ts'
import type { ProgramTable } from './programs-migrations.ts'
import { createOAuthLimits, type OAuthLimits } from './registration.ts'

export { CONSENT_PATH, OAUTH_PATHS } from './authorization-server.ts'
export type { Consent, ConsentQuestion } from './consent.ts'
export { highestScope, scopesUpTo } from './consent.ts'
export { programsMigrations } from './programs-migrations.ts'
export { registrationOf } from './registration.ts'

export interface ProgramsDeps {
  database: Database
  seal: Seal
  clock: Clock
  log: Log
  /** The addresses of the console, without final slash, the usual one first. */
  consoleUrls: readonly [string, ...string[]]
  /** 32 random characters or more, the same in every process. */
  cookieKey: string
  fetch?: typeof globalThis.fetch
}

/**
 * Programs that a person has allowed to act as them: agents that speak MCP and sign in with OAuth. They may
 * never do more than their person may at that moment, nor more than they were allowed.
 */
export interface Programs {
  readonly handlers: Handler[]
  readonly limits: OAuthLimits
  /** By the `Host` of a request: a program that was given one of our addresses finds only that one everywhere. */
  at(host: string): ProgramsAt
  /** Who once asked, as they are now; undefined where it is no program or may not come in any more. */
  callerOfPrincipal(principal: string, door: Door): Promise<Caller | undefined>
}

/** One address of the console with its authorization server; its tokens are for this address alone. */
export interface ProgramsAt {
  readonly consoleUrl: string
  readonly consent: Consent
  /** What a program must know to ask for leave (RFC 9728). */
  readonly resource: Readonly<Record<string, unknown>>
  /** The authorization server's own answer, written to `outgoing`. */
  answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void>
  /** Throws `not_signed_in`. */
  authenticate(accessToken: string, door: Door): Promise<Caller>
}

export function createPrograms(deps: ProgramsDeps): Programs {
  const { database, clock, consoleUrls } = deps
  const limits = createOAuthLimits(clock)
  const usual = openAt(deps, limits, consoleUrls[0])
  const byHost = new Map(
    consoleUrls.map((url) => [new URL(url).host, url === consoleUrls[0] ? usual : openAt(deps, limits, url)]),
  )
  return {
    handlers: programHandlers(deps),
    limits,
    at: (host) => byHost.get(host.toLowerCase()) ?? usual,
    async callerOfPrincipal(principal, door) {
      const [kind, programId = ''] = principal.split(':')
      if (kind !== 'program') return undefined
      const program = await findProgram(database, { programId }, clock())
      return program === undefined ? undefined : callerOf(database, program, door)
    },
  }
}

function openAt(deps: ProgramsDeps, limits: OAuthLimits, consoleUrl: string): ProgramsAt {
  const { database, clock } = deps
  const provider = createAuthorizationServer({
    ...deps,
    consoleUrl,
    isActive: async (personId) => (await findActivePerson(database, personId)) !== undefined,
    mayFetchDocument: limits.mayFetchDocument,
  })
  const answer = provider.callback()
  const resource = resourceOf(consoleUrl)
  return {
    consoleUrl,
    consent: createConsent({ ...deps, consoleUrl, provider }),
    resource: {
      resource,
      resource_name: 'AIPress',
      authorization_servers: [consoleUrl],
      scopes_supported: PROGRAM_SCOPES,
      bearer_methods_supported: ['header'],
      resource_documentation: `${consoleUrl}/connect`,
    },
    async answer(incoming, outgoing) {
      await answer(incoming, outgoing)
    },
    async authenticate(accessToken, door) {
      const token = await provider.AccessToken.find(accessToken)
      if (token?.grantId === undefined || token.aud !== resource) throw notValid()
      const program = await findProgram(database, { grantId: token.grantId }, clock())
      const caller = program === undefined ? undefined : await callerOf(database, program, door)
      if (program === undefined || caller === undefined) throw notValid()
      await noteProgramUsed(database, program, clock()).catch((err: unknown) =>
        deps.log.warn({ err }, 'program use not noted'),
      )
      return caller
    },
  }
}

/** Person and role are read anew for each call, so that removing someone takes effect at once. */
async function callerOf(database: Database, program: ProgramTable, door: Door): Promise<Caller | undefined> {
  const person = await findActivePerson(database, program.person_id)
  if (person === undefined) return undefined
  return {
    principal: `program:${program.program_id}`,
    displayName: `${program.name} for ${person.email}`,
    ...(await rightsOf(database, person)),
    readOnly: program.scope === 'read',
    limits: { permissions: permissionsOfScope(program.scope) },
    door,
  }
}

/** Those whose time is over, and what the authorization server need not remember any more. */
export async function purgeOldPrograms(database: Database, nowMs: number): Promise<number> {
  return (await purgePrograms(database, nowMs)) + (await purgeOAuthRecords(database, nowMs))
}

function notValid(): AipressError {
  return new AipressError('not_signed_in', 'This program is not connected any more, or its token is over.', {
    hint: 'Connect it again.',
  })
}
