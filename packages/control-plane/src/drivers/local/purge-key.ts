import { createHmac, randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'

const SECRET_LENGTH = 64

/** Made once for an installation; nginx's master reads it when it starts, and no worker or site can. */
export async function ensurePurgeSecret({ edge }: Layout): Promise<string> {
  const present = await readFile(edge.purgeSecret, 'utf8').catch(() => undefined)
  if (present?.length === SECRET_LENGTH) return present
  // Cut short by a power cut, it would be one that everybody knows.
  if (present !== undefined) await rm(edge.purgeSecret)
  const aside = `${edge.purgeSecret}.${randomBytes(6).toString('hex')}`
  await writeFile(aside, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 })
  try {
    // Only the first of several gets the name.
    await link(aside, edge.purgeSecret).catch(passIfThere)
  } finally {
    await rm(aside, { force: true })
  }
  return readFile(edge.purgeSecret, 'utf8')
}

function passIfThere(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
}

/**
 * What a site shows to have its pages forgotten: of its place alone, so no neighbour's. HMAC with SHA-1, which
 * nginx's Lua has; as a message authentication code it is sound (RFC 2104, RFC 6194).
 */
export async function purgeRightOf(layout: Layout, at: Place): Promise<{ place: string; key: string }> {
  const secret = await ensurePurgeSecret(layout)
  const place = `${at.shardId}/${at.slot}`
  return { place, key: createHmac('sha1', secret).update(place).digest('hex') }
}
