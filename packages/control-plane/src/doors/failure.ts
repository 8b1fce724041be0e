import { ACTIONS, AipressError, parseRoute } from '@aipress/contract'
import type { Context, ErrorHandler } from 'hono'
import type { Log } from '../kernel/log.ts'
import type { HttpEnv } from './http-env.ts'

/** Every failure of every HTTP door in one form: `{ error: { code, message, hint, retryable } }`. */
export function failureResponse(error: AipressError): Response {
  const { retryAfterSeconds } = error.context
  return Response.json(
    { error: error.toBody() },
    {
      status: error.status,
      headers: {
        'cache-control': 'no-store',
        ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
        ...(error.code === 'not_signed_in' ? { 'www-authenticate': 'Bearer realm="AIPress"' } : {}),
      },
    },
  )
}

export function onFailure(log: Log): ErrorHandler<HttpEnv> {
  return (error, context) => {
    if (error instanceof AipressError) return failureResponse(error)
    const requestId = context.get('requestId')
    log.error({ err: error, requestId, path: context.req.path }, 'request failed')
    return failureResponse(
      new AipressError('internal_error', 'Something went wrong on the platform’s side.', {
        hint: `Tell an administrator the request ${requestId}; the log says what happened.`,
      }),
    )
  }
}

export function noSuchRoute(context: Context<HttpEnv>): Response {
  const { method, path } = context.req
  return failureResponse(
    new AipressError('action_not_found', `There is no ${method} ${path.slice(0, PATH_LENGTH_MAX)}.`, {
      hint: hintFor(path),
    }),
  )
}

const PATH_LENGTH_MAX = 200
/** `sites` of `GET /v1/sites/{site}`. */
const NOUNS = new Set(ACTIONS.map(({ http }) => parseRoute(http).path.split('/')[2]))

/** Where programs look that have not read anything: below /api, or where the console has its pages. */
function hintFor(path: string): string {
  const [, noun = '', rest = ''] = /^(?:\/api)?(?:\/v\d+)?\/([a-z-]+)(\/.*)?$/.exec(path) ?? []
  if (path.startsWith('/v1/') || !NOUNS.has(noun))
    return 'The API is below /v1; see /docs for everything there is.'
  return `Did you mean /v1/${noun}${rest.slice(0, PATH_LENGTH_MAX)}? See /docs for everything there is.`
}

/** The body as JSON; an empty one counts as an empty object. */
export async function readJson(context: Context<HttpEnv>): Promise<unknown> {
  const text = await context.req.text()
  if (text === '') return {}
  // A page elsewhere can post forms and plain text without asking the browser's leave, but not this type.
  if (!/^application\/json\b/i.test(context.req.header('content-type') ?? '')) {
    throw new AipressError('invalid_input', 'The body must be JSON.', {
      hint: 'Send it with "Content-Type: application/json".',
    })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AipressError('invalid_input', 'The body is not valid JSON.', { cause })
  }
}
