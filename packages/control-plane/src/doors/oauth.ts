import { IncomingMessage, type ServerResponse } from 'node:http'
import { AipressError } from '@aipress/contract'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import type { Accounts } from '../accounts/index.ts'
import {
  CONSENT_PATH,
  highestScope,
  OAUTH_PATHS,
  type Programs,
  registrationOf,
  scopesUpTo,
} from '../programs/index.ts'
import { readJson } from './failure.ts'
import type { HttpEnv } from './http-env.ts'

/** Forms with a code or a token; registrations are bounded further. */
const BODY_BYTES_MAX = 64 * 1024

/** Signing in of outside programs: what they must know, the authorization server, and the person's word. */
export function oauthRoutes(programs: Programs, accounts: Accounts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>()
  const { limits } = programs
  for (const path of ['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp']) {
    routes.get(path, (context) => openJson(here(programs, context).resource))
  }
  routes.get('/.well-known/oauth-authorization-server', (context) => passOn(programs, context))
  routes.get(OAUTH_PATHS.jwks, (context) => passOn(programs, context))
  routes.get(OAUTH_PATHS.authorization, (context) => {
    limits.requireCall(addressOf(context))
    return passOn(programs, context, { path: withKnownScopes(context.req.url) })
  })
  routes.get(`${OAUTH_PATHS.authorization}/:uid`, (context) => passOn(programs, context))
  for (const path of [OAUTH_PATHS.token, OAUTH_PATHS.revocation]) {
    routes.post(path, async (context) => {
      limits.requireCall(addressOf(context))
      return passOn(programs, context, { body: await bodyOf(context) })
    })
  }
  routes.post(OAUTH_PATHS.registration, async (context) => {
    limits.requireRegistration(addressOf(context))
    await requireSmall(context)
    const body = Buffer.from(JSON.stringify(registrationOf(await readJson(context))))
    return passOn(programs, context, { body })
  })

  // The page itself is the console's. It asks and answers below this path, to which the browser's cookie is bound.
  routes.get(`${CONSENT_PATH}/:uid`, (context) => {
    return context.redirect(`/connect/approve?request=${encodeURIComponent(context.req.param('uid'))}`, 303)
  })
  routes.get(`${CONSENT_PATH}/:uid/question`, async (context) =>
    ownJson(await here(programs, context).consent.question(await exchangeOf(accounts, context))),
  )
  routes.post(`${CONSENT_PATH}/:uid/decision`, async (context) => {
    const exchange = await exchangeOf(accounts, context)
    return ownJson(await here(programs, context).consent.decide(exchange, await readJson(context)))
  })
  return routes
}

const here = (programs: Programs, context: Context<HttpEnv>) => programs.at(context.req.header('host') ?? '')

async function exchangeOf(accounts: Accounts, context: Context<HttpEnv>) {
  if (context.req.header('authorization') !== undefined) {
    throw new AipressError('not_permitted', 'A program cannot allow another one.', {
      hint: 'A person does that in the console.',
    })
  }
  const caller = await accounts.authenticate(context.req.raw)
  return {
    ...nodeOf(context),
    uid: context.req.param('uid') ?? '',
    caller: { ...caller, door: 'console' as const },
  }
}

/**
 * The library speaks Node's own requests. What arrived is given to it anew, so that what was read here of it,
 * and what was put right, is what it reads; the answer goes out as it writes it.
 */
async function passOn(
  programs: Programs,
  context: Context<HttpEnv>,
  { path, body = Buffer.alloc(0) }: { path?: string; body?: Buffer } = {},
): Promise<Response> {
  const { incoming, outgoing } = nodeOf(context)
  const request = new IncomingMessage(incoming.socket)
  request.method = incoming.method ?? 'GET'
  request.url = path ?? incoming.url ?? '/'
  const { 'transfer-encoding': _encoding, ...headers } = incoming.headers
  request.headers = { ...headers, 'content-length': String(body.length) }
  // Or its end would count as broken off, and take the connection with it.
  request.complete = true
  request.push(body)
  request.push(null)
  outgoing.setHeader('x-request-id', context.get('requestId'))
  outgoing.setHeader('x-content-type-options', 'nosniff')
  await here(programs, context).answer(request, outgoing)
  return RESPONSE_ALREADY_SENT
}

function nodeOf(context: Context<HttpEnv>): { incoming: IncomingMessage; outgoing: ServerResponse } {
  const { incoming, outgoing } = context.env as unknown as {
    incoming: IncomingMessage
    outgoing: ServerResponse
  }
  return { incoming, outgoing }
}

/** Scopes that are not ours are left out, lower ones included; who asks for none asks to look. */
function withKnownScopes(address: string): string {
  const url = new URL(address)
  const asked = url.searchParams.get('scope')
  const offline = asked?.split(' ').includes('offline_access') ? ['offline_access'] : []
  url.searchParams.set('scope', [...scopesUpTo(highestScope(asked)), ...offline].join(' '))
  return `${url.pathname}${url.search}`
}

async function bodyOf(context: Context<HttpEnv>): Promise<Buffer> {
  await requireSmall(context)
  return Buffer.from(await context.req.arrayBuffer())
}

async function requireSmall(context: Context<HttpEnv>): Promise<void> {
  // The reader keeps what it has read, so that it may be read again.
  if ((await context.req.arrayBuffer()).byteLength <= BODY_BYTES_MAX) return
  throw new AipressError('invalid_input', `The body is larger than ${BODY_BYTES_MAX / 1024} kB.`)
}

/** The edge sets it anew; without an edge all callers share one count. */
function addressOf(context: Context<HttpEnv>): string {
  return context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? 'unknown'
}

function openJson(body: unknown): Response {
  return Response.json(body, {
    headers: { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' },
  })
}

function ownJson(body: unknown): Response {
  return Response.json(body, { headers: { 'cache-control': 'no-store' } })
}
