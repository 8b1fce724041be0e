import { join } from 'node:path'
import { PHP_DEFAULTS, type PhpSettings } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import { type FastCgiResponse, fastCgi } from './fastcgi.ts'
import type { Layout } from './layout.ts'
import { settingsText } from './php-pool.ts'
import { readSiteConfiguration } from './site-configuration.ts'

/** The first page after a start of PHP compiles all of WordPress; on a busy machine that takes seconds. */
const TIMEOUT_MS = 60_000

export interface PageRequest {
  /** With query. */
  readonly path?: string
  /** WordPress' front door unless told otherwise. */
  readonly script?: string
  readonly cookie?: string
  /** A program of the platform to run in the script's place. */
  readonly program?: string
  /** Further variables of the request. Visitors cannot set these: theirs begin with HTTP_. */
  readonly variables?: Readonly<Record<string, string>>
  /** What PHP gives it. */
  readonly php?: PhpSettings | undefined
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** Asks a slot's WordPress for a page of its own address, past the web server. */
export async function bootFrontPage(
  layout: Layout,
  place: Place,
  request: PageRequest = {},
): Promise<FastCgiResponse> {
  const { path = '/', script = '/index.php', cookie, php = PHP_DEFAULTS, signal } = request
  const { timeoutMs = TIMEOUT_MS } = request
  const slot = layout.shard(place.shardId).slot(place.slot)
  const url = new URL(path, (await readSiteConfiguration(slot)).url)
  const root = join(slot.live, 'wordpress')
  return await fastCgi({
    socket: slot.socket,
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
    params: {
      ...request.variables,
      REQUEST_METHOD: 'GET',
      REQUEST_URI: `${url.pathname}${url.search}`,
      QUERY_STRING: url.search.slice(1),
      SCRIPT_FILENAME: request.program ?? join(root, script),
      SCRIPT_NAME: script,
      PHP_ADMIN_VALUE: settingsText(php),
      DOCUMENT_ROOT: root,
      SERVER_PROTOCOL: 'HTTP/1.1',
      SERVER_NAME: url.hostname,
      SERVER_PORT: url.port || (url.protocol === 'https:' ? '443' : '80'),
      HTTP_HOST: url.host,
      HTTP_USER_AGENT: 'AIPress',
      REMOTE_ADDR: '127.0.0.1',
      ...(cookie === undefined ? {} : { HTTP_COOKIE: cookie }),
      ...(url.protocol === 'https:' ? { HTTPS: 'on' } : {}),
    },
  })
}
