import { betterAuth } from 'better-auth'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import { sessionStarter } from './start-session.ts'

export interface AuthDeps {
  database: Database
  /** 32 random characters or more; signs session cookies. */
  secret: string
  /** `http://aipress.localhost:8080`: where the console is, without final slash. */
  consoleUrl: string
  log: Log
}

export type Auth = ReturnType<typeof createAuth>

/** Then one signs in again. Not prolonged by use: a forgotten browser's session ends all the same. */
const SESSION_DAYS = 14
const DAY_SECONDS = 24 * 60 * 60

export const PASSWORD_LENGTH_MIN = 10
export const PASSWORD_LENGTH_MAX = 128

/**
 * Passwords and sessions, by better-auth over our own database. It knows people by our `personId` and
 * nothing of accounts and roles, which are ours. None of its own routes is served: doors/auth.ts calls
 * the few functions that are wanted, after the origin rule that all doors share. So signing up is
 * closed, and it does not matter on which of its hosts the console was opened.
 */
export function createAuth({ database, secret, consoleUrl, log }: AuthDeps) {
  return betterAuth({
    appName: 'AIPress',
    baseURL: consoleUrl,
    basePath: '/auth',
    secret,
    database: { db: database, type: 'postgres' },
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      log: (level, message) => log[level === 'error' ? 'error' : 'debug']({ part: 'better-auth' }, message),
    },
    // Tries are counted in sign-in.ts, by e-mail address too: this one counts by network address alone.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH_MIN,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
    },
    session: {
      modelName: 'auth_sessions',
      expiresIn: SESSION_DAYS * DAY_SECONDS,
      disableSessionRefresh: true,
      additionalFields: {
        method: { type: 'string', required: false, input: false },
        lastUsedAt: { type: 'date', required: false, input: false },
      },
    },
    user: { modelName: 'auth_users' },
    account: { modelName: 'auth_credentials' },
    verification: { modelName: 'auth_verifications' },
    plugins: [sessionStarter],
    // The library's own idea of secure cookies is a prefix of its own in front of the name we choose.
    advanced: { useSecureCookies: false, cookies: { session_token: sessionCookie(consoleUrl) } },
  })
}

/**
 * Cookies ignore ports, so two platforms on one machine need two names. With https the `__Host-`
 * prefix keeps sites on sister domains from planting a session; browsers refuse it without.
 */
function sessionCookie(consoleUrl: string) {
  const { protocol, port } = new URL(consoleUrl)
  const isSecure = protocol === 'https:'
  const suffix = port === '' ? '' : `-${port}`
  return {
    name: `${isSecure ? '__Host-' : ''}aipress-session${suffix}`,
    attributes: { secure: isSecure, httpOnly: true, sameSite: 'lax' as const, path: '/' },
  }
}
