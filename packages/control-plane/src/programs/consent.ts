import type { IncomingMessage, ServerResponse } from 'node:http'
import { AipressError, newId, PROGRAM_SCOPES, PROGRAMS_PER_PERSON_MAX, ProgramScope } from '@aipress/contract'
import type Provider from 'oidc-provider'
import { z } from 'zod'
import { appendAuditLine } from '../audit/index.ts'
import { type Caller, requirePermission } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import { resourceOf } from './authorization-server.ts'
import { keepClientUntil } from './oauth-records.ts'
import { insertProgram, listProgramsOf } from './program-store.ts'
import { addressOfRedirect, programName } from './registration.ts'

export interface ConsentDeps {
  database: Database
  clock: Clock
  log: Log
  consoleUrl: string
  provider: Provider
}

/** A browser's request, with the cookie that ties it to what it began. */
export interface ConsentExchange {
  incoming: IncomingMessage
  outgoing: ServerResponse
  /** From the address; it must be the cookie's too. */
  uid: string
  /** Who is signed in to the console in this very browser. */
  caller: Caller
}

/** What the page shows before anybody decides. */
export interface ConsentQuestion {
  program: {
    name: string
    /** Where the answer goes. */
    address: string
    /** Whose owner says that this is the program's name; else it is just what the program says. */
    describedAt?: string
  }
  email: string
  /** The most that the program asks for; the person may allow less. */
  scope: ProgramScope
  days: number
}

export interface Consent {
  question(exchange: ConsentExchange): Promise<ConsentQuestion>
  /** Answers where the browser goes next. */
  decide(exchange: ConsentExchange, body: unknown): Promise<{ next: string }>
}

const DAYS_USUAL = 30
const DAYS_MAX = 365
const DAY_MS = 24 * 60 * 60 * 1000
/** So long a program whose time is over may ask again without registering anew. */
const REGISTERED_AFTER_DAYS = 30

const Decision = z.discriminatedUnion('allow', [
  z.object({ allow: z.literal(false) }),
  z.object({
    allow: z.literal(true),
    scope: ProgramScope,
    days: z.number().int().min(1).max(DAYS_MAX),
  }),
])

/**
 * The person's word on a program that asks. It needs their session of the console and the browser in which the
 * program began to ask: another's link, or a page elsewhere that posts, has neither.
 */
export function createConsent(deps: ConsentDeps): Consent {
  return {
    async question(exchange) {
      const { client, params } = await requestOf(deps, exchange)
      const address = addressOfRedirect(String(params.redirect_uri))
      const describedAt = documentHost(client.clientId)
      const name = programName(client.clientName, address)
      return {
        program: { name, address, ...(describedAt === undefined ? {} : { describedAt }) },
        email: exchange.caller.displayName,
        scope: highestScope(params.scope),
        days: DAYS_USUAL,
      }
    },

    async decide(exchange, body) {
      const decision = Decision.safeParse(body)
      if (!decision.success)
        throw new AipressError('invalid_input', 'Say whether it is allowed, and how far.')
      const { incoming, outgoing } = exchange
      const request = await requestOf(deps, exchange)
      const result = decision.data.allow
        ? await allow(deps, exchange, request, decision.data)
        : { error: 'access_denied', error_description: 'the person refused' }
      return { next: await deps.provider.interactionResult(incoming, outgoing, result) }
    },
  }
}

type Request = Awaited<ReturnType<typeof requestOf>>

async function requestOf({ provider }: ConsentDeps, { incoming, outgoing, uid, caller }: ConsentExchange) {
  // A program would outlive the time for which an administrator acts as somebody.
  requirePermission(caller, 'self:change')
  const interaction = await provider.interactionDetails(incoming, outgoing).catch(() => undefined)
  if (interaction === undefined || interaction.uid !== uid) throw notValid()
  const client = await provider.Client.find(String(interaction.params.client_id))
  if (client === undefined) throw notValid()
  return { client, params: interaction.params }
}

async function allow(
  deps: ConsentDeps,
  { caller }: ConsentExchange,
  { client, params }: Request,
  chosen: { scope: ProgramScope; days: number },
) {
  const { database, provider, clock } = deps
  const personId = caller.personId ?? notAPerson()
  const nowMs = clock()
  if ((await listProgramsOf(database, personId, nowMs)).length >= PROGRAMS_PER_PERSON_MAX) throw tooMany()
  const asked = highestScope(params.scope)
  const scope = PROGRAM_SCOPES.indexOf(chosen.scope) < PROGRAM_SCOPES.indexOf(asked) ? chosen.scope : asked
  const expiresInMs = chosen.days * DAY_MS
  const { clientId } = client
  const grant = new provider.Grant({ accountId: personId, clientId })
  // The library counts a grant's life from this, though its types do not say so.
  Object.assign(grant, { expiresIn: expiresInMs / 1000 })
  const allowed = scopesUpTo(scope)
  grant.addResourceScope(resourceOf(deps.consoleUrl), allowed.join(' '))
  const refused = PROGRAM_SCOPES.filter((one) => !allowed.includes(one))
  if (refused.length > 0) grant.rejectResourceScope(resourceOf(deps.consoleUrl), refused.join(' '))
  grant.addOIDCScope('offline_access')
  const grantId = await grant.save()
  const expiresAt = new Date(nowMs + expiresInMs)
  const address = addressOfRedirect(String(params.redirect_uri))
  const program = {
    program_id: newId('program'),
    grant_id: grantId,
    person_id: personId,
    client_id: clientId,
    name: programName(client.clientName, address),
    address: documentHost(clientId) ?? address,
    scope,
    created_at: new Date(nowMs),
    expires_at: expiresAt,
  }
  await insertProgram(database, program)
  await keepClientUntil(database, clientId, new Date(expiresAt.getTime() + REGISTERED_AFTER_DAYS * DAY_MS))
  await writeDown(deps, caller, { program: program.name, address: program.address, scope, days: chosen.days })
  return { login: { accountId: personId, remember: false }, consent: { grantId } }
}

async function writeDown(
  { database, log, clock }: ConsentDeps,
  caller: Caller,
  input: object,
): Promise<void> {
  const line = {
    at: new Date(clock()),
    principal: caller.principal,
    who: caller.displayName,
    door: 'console' as const,
    action: 'programs.connect',
    input: JSON.stringify(input),
    site_id: null,
    account_id: caller.accountId,
    operation_id: null,
    result: 'ok',
    duration_ms: 0,
  }
  await appendAuditLine(database, line).catch((err: unknown) =>
    log.error({ err, line }, 'audit line not written'),
  )
}

/** Where a program is known by the address of a document, its owner has said so there. */
function documentHost(clientId: string): string | undefined {
  return clientId.startsWith('https://') ? new URL(clientId).hostname : undefined
}

export const scopesUpTo = (scope: ProgramScope) =>
  PROGRAM_SCOPES.slice(0, PROGRAM_SCOPES.indexOf(scope) + 1) as readonly ProgramScope[]

export function highestScope(asked: unknown): ProgramScope {
  const words = typeof asked === 'string' ? asked.split(' ') : []
  return PROGRAM_SCOPES.findLast((scope) => words.includes(scope)) ?? 'read'
}

function notValid(): AipressError {
  return new AipressError(
    'connection_not_valid',
    'This request to connect is over, or began in another browser.',
    {
      hint: 'Start again in the program that wants to connect.',
    },
  )
}

function notAPerson(): never {
  throw new AipressError(
    'not_permitted',
    'Only a person who is signed in to the console can allow a program.',
  )
}

function tooMany(): AipressError {
  return new AipressError(
    'invalid_input',
    `You have ${PROGRAMS_PER_PERSON_MAX} connected programs, the limit.`,
    {
      hint: 'Disconnect one that is not used any more.',
    },
  )
}
