import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AipressError } from '@aipress/contract'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import type { Environment } from './environment.ts'
import { readCredentials } from './sign-in/credentials.ts'

/** A way to the platform: its own machine's socket, or its address with a token. */
export interface Connection {
  readonly baseUrl: string
  readonly fetch: typeof fetch
  readonly headers: Record<string, string>
  /** For messages: `http://aipress.localhost:8080` or the home folder. */
  readonly place: string
  /** Says, in the words of this way, why nothing answered. */
  explain(cause: unknown): AipressError
}

/** The socket's path under the home folder, as the platform's own layout has it. */
const MACHINE_SOCKET = 'run/machine.sock'

/**
 * The first of: `AIPRESS_URL`, a home named by `AIPRESS_HOME`, the stored login, the default home.
 * What was said for this one call wins over what was said once and for all.
 */
export function findConnection(environment: Environment): Connection {
  const login = readCredentials(environment)
  if (environment.url !== undefined) {
    const url = readPlatformUrl(environment.url, 'AIPRESS_URL')
    const token = environment.token ?? (login?.url === url ? login.token : undefined)
    if (token !== undefined) return connectToUrl(url, token)
    throw new AipressError('not_signed_in', `There is no token for ${url}.`, {
      hint: `Set AIPRESS_TOKEN, or run "aipress login ${url}".`,
    })
  }
  if (environment.homeIsGiven || login === undefined) return connectToMachine(environment)
  return connectToUrl(login.url, environment.token ?? login.token)
}

export function connectToUrl(url: string, token: string): Connection {
  return {
    baseUrl: reachable(url),
    fetch: globalThis.fetch,
    headers: { 'x-aipress-door': 'cli', authorization: `Bearer ${token}` },
    place: url,
    explain: (cause) =>
      new AipressError('platform_unavailable', `The platform at ${url} cannot be reached.`, {
        hint: 'Check the address and the network; on its machine "npm run status" tells what is wrong.',
        cause,
      }),
  }
}

/** `https://host[:port]`, or an error that names where the bad value came from. */
export function readPlatformUrl(text: string, source: string): string {
  try {
    const url = new URL(text)
    if (['http:', 'https:'].includes(url.protocol)) return url.origin
  } catch {
    // Answered below: both faults read the same to the caller.
  }
  throw new AipressError('invalid_input', `${source} is not the address of a platform: ${text}`, {
    hint: 'It looks like https://aipress.example.com or http://aipress.localhost:8080.',
  })
}

/**
 * Browsers take every `*.localhost` for this machine; the system's resolver, which Node asks, often
 * does not know them. The platform answers on plain `localhost` just as well.
 */
function reachable(url: string): string {
  const address = new URL(url)
  if (address.hostname.endsWith('.localhost')) address.hostname = 'localhost'
  return address.origin
}

function connectToMachine(environment: Environment): Connection {
  const { home } = environment
  return {
    baseUrl: 'http://localhost',
    fetch: fetchOverSocket(join(home, MACHINE_SOCKET)),
    headers: { 'x-aipress-door': 'cli' },
    place: home,
    explain: (cause) => explainMachine(environment, cause),
  }
}

function explainMachine({ home, homeIsGiven, isRoot }: Environment, cause: unknown): AipressError {
  if (!isRoot && (codeOf(cause) === 'EACCES' || !existsSync(join(home, MACHINE_SOCKET)))) {
    return new AipressError(
      'not_signed_in',
      'Without signing in, only root may use the platform of this machine.',
      {
        hint: 'Run it with sudo, or sign in with an API token: aipress login <url>.',
        cause,
      },
    )
  }
  if (!existsSync(home)) {
    return new AipressError('platform_unavailable', `There is no platform in ${home}.`, {
      hint: homeIsGiven
        ? 'Correct AIPRESS_HOME, or run "npm run up" with it to make one.'
        : 'Run "npm run up" to make one; if yours is in another folder, set AIPRESS_HOME to it.',
      cause,
    })
  }
  return new AipressError('platform_unavailable', `The platform in ${home} is not running.`, {
    hint: 'Run "npm run up" to start it; "npm run status" tells what is wrong.',
    cause,
  })
}

/** The system's code at the bottom of a chain of causes: `ECONNREFUSED`, `UND_ERR_SOCKET`. */
export function codeOf(error: unknown): string | undefined {
  let code: string | undefined
  // Five is deeper than any chain of fetch, socket and client.
  for (let depth = 0; depth < 5 && error instanceof Error; depth += 1) {
    if ('code' in error && typeof error.code === 'string') code = error.code
    error = error instanceof AggregateError ? error.errors[0] : error.cause
  }
  return code
}
