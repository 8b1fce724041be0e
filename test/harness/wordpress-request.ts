import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { fastCgi } from '../../packages/control-plane/src/drivers/local/fastcgi.ts'
import type { Layout } from '../../packages/control-plane/src/drivers/local/layout.ts'
import { slotUser } from '../../packages/control-plane/src/drivers/local/slot-user.ts'
import type { Place } from '../../packages/control-plane/src/platform/place.ts'

/** Two bursts of such requests, on a machine busy with other tests, took half a minute. */
const TIMEOUT_MS = 60_000

/**
 * Runs code inside WordPress as a request to the site's own pool, and answers what it prints. `start` is PHP that
 * loads WordPress, `more` is what FastCGI shall say otherwise.
 */
export async function inWordPress(
  layout: Layout,
  place: Place,
  code: string,
  start?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const { uid, gid } = slotUser(layout.home, place)
  const script = join(slot.media, `${randomBytes(6).toString('hex')}.php`)
  await writeFile(script, `<?php ${start ?? `require '${slot.live}/wordpress/wp-load.php';`}\n${code}`)
  await execa('chown', [`${uid}:${gid}`, script])
  try {
    const params = {
      REQUEST_METHOD: 'POST',
      SCRIPT_NAME: '/test.php',
      SCRIPT_FILENAME: script,
      REQUEST_URI: '/test.php',
      HTTP_HOST: 'localhost',
      SERVER_PROTOCOL: 'HTTP/1.1',
      ...more,
    }
    const { body, errors } = await fastCgi({ socket: slot.socket, params, timeoutMs: TIMEOUT_MS })
    if (errors !== '') throw new Error(errors)
    return body
  } finally {
    await rm(script)
  }
}
