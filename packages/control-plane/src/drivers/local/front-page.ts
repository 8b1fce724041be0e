import { join } from 'node:path'
import type { Place } from '../../platform/place.ts'
import { type FastCgiResponse, fastCgi } from './fastcgi.ts'
import type { Layout } from './layout.ts'
import { readSiteConfiguration } from './site-configuration.ts'

/** The first page after a start of PHP compiles all of WordPress; on a busy machine that takes seconds. */
const TIMEOUT_MS = 60_000

/** Asks a slot's WordPress for a page of its own address, past the web server. */
export async function bootFrontPage(layout: Layout, place: Place, path = '/'): Promise<FastCgiResponse> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const url = new URL(path, (await readSiteConfiguration(slot)).url)
  const script = join(slot.live, 'wordpress', 'index.php')
  return await fastCgi({
    socket: slot.socket,
    timeoutMs: TIMEOUT_MS,
    params: {
      REQUEST_METHOD: 'GET',
      REQUEST_URI: `${url.pathname}${url.search}`,
      QUERY_STRING: url.search.slice(1),
      SCRIPT_FILENAME: script,
      SCRIPT_NAME: '/index.php',
      DOCUMENT_ROOT: join(slot.live, 'wordpress'),
      SERVER_PROTOCOL: 'HTTP/1.1',
      SERVER_NAME: url.hostname,
      SERVER_PORT: url.port || (url.protocol === 'https:' ? '443' : '80'),
      HTTP_HOST: url.host,
      REMOTE_ADDR: '127.0.0.1',
      HTTP_USER_AGENT: 'AIPress',
      ...(url.protocol === 'https:' ? { HTTPS: 'on' } : {}),
    },
  })
}
