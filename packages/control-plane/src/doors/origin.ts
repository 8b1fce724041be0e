import { AipressError } from '@aipress/contract'
import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from './http-env.ts'

/**
 * What a page of another origin must not do with the reader's session. The host asked must be one of
 * ours, or a page whose own name was made to point here could call us as the same origin. And what
 * changes anything must come from a page on that very host: `SameSite` cookies alone do not tell the
 * console from a site next to it, `shop.example.com` from `aipress.example.com`.
 */
export function requireOwnOrigin(hosts: readonly string[]): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const host = context.req.header('host') ?? ''
    if (!hosts.includes(host.replace(/:\d+$/, '').toLowerCase())) {
      throw new AipressError('not_permitted', `AIPress does not answer on "${host.slice(0, 100)}".`, {
        hint: `Use ${hosts[0]}.`,
      })
    }
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD') {
      requireSameHost(host, context.req.header('origin'), context.req.header('cookie'))
    }
    await next()
  }
}

function requireSameHost(host: string, origin: string | undefined, cookie: string | undefined): void {
  const isProgram = origin === undefined && cookie === undefined
  if (isProgram || (origin !== undefined && hostOf(origin) === host.toLowerCase())) return
  throw new AipressError('not_permitted', 'This call came from a page of another address.', {
    hint: 'Programs sign in with an API token and send no cookie.',
  })
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
