import { AipressError, type Door, newId, PROGRAM_SCOPES } from '@aipress/contract'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type Accounts, API_TOKEN_PREFIX, doorOf } from '../accounts/index.ts'
import type { Actions } from '../actions/index.ts'
import type { Log } from '../kernel/log.ts'
import type { Programs, ProgramsAt } from '../programs/index.ts'
import { authRoutes } from './auth.ts'
import { docsRoutes } from './docs.ts'
import { failureResponse, noSuchRoute, onFailure } from './failure.ts'
import type { HttpEnv } from './http-env.ts'
import { llmsText } from './llms.ts'
import { mcpRoutes } from './mcp.ts'
import { oauthRoutes } from './oauth.ts'
import { openApiDocument } from './openapi.ts'
import { requireOwnOrigin } from './origin.ts'
import { restRoutes } from './rest.ts'

export interface HttpAppOptions {
  actions: Actions
  accounts: Accounts
  /** Outside programs sign in with OAuth where it is there; the machine's own socket needs none. */
  programs?: Programs
  log: Log
  version: string
  /** Mounted at `/chat`; finds its caller in `context.var.caller`. */
  chat?: Hono<HttpEnv>
  /** On the machine's own socket, whoever can open it is an administrator. */
  machine: boolean
  /** Names without port on which the console answers, the usual one first. Not asked on the machine's socket. */
  hosts: readonly string[]
  /** Whether requests can be answered: that the database is there. */
  isHealthy?: () => Promise<boolean>
}

/** Pictures and archives do not travel this way; WP-CLI's arguments do. */
const BODY_BYTES_MAX = 4 * 1024 * 1024

/** All HTTP doors on one listener: who calls is established here, what they may do is not. */
export function createHttpApp(options: HttpAppOptions): Hono<HttpEnv> {
  const { actions, accounts, log, machine, version } = options
  const app = new Hono<HttpEnv>()
  app.onError(onFailure(log))
  app.notFound(noSuchRoute)
  app.use(nameRequest)
  app.get('/health', () => health(options))
  if (!machine) app.use(requireOwnOrigin(options.hosts))
  app.use(bodyLimit({ maxSize: BODY_BYTES_MAX, onError: () => failureResponse(bodyTooLarge()) }))

  let document: unknown
  app.get('/openapi.json', (context) => {
    document ??= openApiDocument(actions.all(), version)
    return context.json(document)
  })
  app.route('/docs', docsRoutes())
  app.route('/auth', authRoutes(accounts))
  const { programs } = options
  if (programs !== undefined) {
    app.get('/llms.txt', (context) => {
      const { consoleUrl } = programs.at(context.req.header('host') ?? '')
      return context.text(llmsText(actions.all(), consoleUrl))
    })
    app.route('/', oauthRoutes(programs, accounts))
  }
  if (machine) {
    app.post('/machine/first-administrator-link', async (context) =>
      context.json({ link: (await accounts.issueFirstAdministratorLink()) ?? null }),
    )
  }

  const signedIn = (door?: Door) => establishCaller(options, door)
  app.use('/v1/*', signedIn())
  app.route('/', restRoutes(actions))
  app.use('/mcp', programs === undefined ? signedIn('mcp') : establishAgent(options, programs))
  app.route('/mcp', mcpRoutes(actions, log, version))
  if (options.chat !== undefined) {
    app.use('/chat', signedIn('chat'))
    app.use('/chat/*', signedIn('chat'))
    app.route('/chat', options.chat)
  }
  return app
}

const nameRequest: MiddlewareHandler<HttpEnv> = async (context, next) => {
  context.set('requestId', newId('request'))
  await next()
  context.header('x-request-id', context.get('requestId'))
  context.header('x-content-type-options', 'nosniff')
}

/** On the machine's socket a token still counts, so that a program there can be given fewer rights. */
function establishCaller({ accounts, machine }: HttpAppOptions, door?: Door): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const request = context.req.raw
    const caller =
      machine && !request.headers.has('authorization')
        ? accounts.machineCaller(doorOf(request, 'cli'))
        : await accounts.authenticate(request)
    context.set('caller', door === undefined ? caller : { ...caller, door })
    await next()
  }
}

/**
 * An agent's own API token or a connected program's. Who has neither is told where to get leave (RFC 9728), which
 * is how a program that was given the address alone finds its way.
 */
function establishAgent({ accounts }: HttpAppOptions, programs: Programs): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const here = programs.at(context.req.header('host') ?? '')
    const [, token] = /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '') ?? []
    try {
      const caller =
        token === undefined || token.startsWith(API_TOKEN_PREFIX)
          ? await accounts.authenticate(context.req.raw)
          : await here.authenticate(token, 'mcp')
      context.set('caller', { ...caller, door: 'mcp' })
    } catch (error) {
      if (!(error instanceof AipressError) || error.code !== 'not_signed_in') throw error
      const response = failureResponse(error)
      response.headers.set('www-authenticate', challenge(here, token !== undefined))
      return response
    }
    return next()
  }
}

/** Programs ask for what they are told here, and their person chooses how much of it they get. */
const SCOPE_WANTED = PROGRAM_SCOPES.join(' ')

function challenge({ consoleUrl }: ProgramsAt, isRefused: boolean): string {
  const metadata = `${consoleUrl}/.well-known/oauth-protected-resource/mcp`
  const error = isRefused ? 'error="invalid_token", ' : ''
  return `Bearer realm="AIPress", ${error}resource_metadata="${metadata}", scope="${SCOPE_WANTED}"`
}

async function health({ isHealthy, version }: HttpAppOptions): Promise<Response> {
  const healthy = (await isHealthy?.().catch(() => false)) ?? true
  return Response.json({ healthy, version }, { status: healthy ? 200 : 503 })
}

function bodyTooLarge(): AipressError {
  return new AipressError('invalid_input', `The body is larger than ${BODY_BYTES_MAX / 1024 / 1024} MB.`)
}
