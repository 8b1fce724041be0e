import { hkdfSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import type { Place } from '../../platform/place.ts'
import type { SiteSecrets } from '../../platform/site-host.ts'
import type { Layout, SlotLayout } from './layout.ts'
import { replaceFile } from './owned-files.ts'
import { purgeRightOf } from './purge-key.ts'
import { slotUser } from './slot-user.ts'

const SiteConfiguration = z.object({
  /** Scheme, hostname and port; no final slash. */
  url: z.string(),
  /** Symlink to the release in use; holds `wp-content`. */
  live: z.string(),
  temporary: z.string(),
  database: z.object({ socket: z.string(), name: z.string(), user: z.string(), password: z.string() }),
  cache: z.object({ socket: z.string(), user: z.string(), password: z.string(), prefix: z.string() }),
  /** Where and how it says that its pages have changed. Slots of before it was there get it by repair. */
  edge: z.object({ socket: z.string(), place: z.string(), key: z.string() }).optional(),
  /** Where it writes when something is due next. Slots of before it was there get it by repair. */
  dueFile: z.string().optional(),
  loginKey: z.string(),
  salts: z.record(z.string(), z.string()),
  /** WordPress then answers each request with 421, before it does anything else. */
  frozen: z.literal(true).optional(),
})

/** What the shared wp-config.php is told about one site. */
export type SiteConfiguration = z.output<typeof SiteConfiguration>

/** WordPress calls itself this until a slot is claimed; `.invalid` never resolves (RFC 2606). */
export const UNCLAIMED_URL = 'http://unclaimed.invalid'

export async function siteConfiguration(
  layout: Layout,
  place: Place,
  secrets: SiteSecrets,
): Promise<SiteConfiguration> {
  const shard = layout.shard(place.shardId)
  const slot = shard.slot(place.slot)
  return {
    url: UNCLAIMED_URL,
    live: slot.live,
    temporary: slot.temporary,
    database: {
      socket: shard.mariadb.socket,
      name: slot.database,
      user: slot.database,
      password: secrets.databasePassword,
    },
    cache: {
      socket: shard.redis.socket,
      user: slot.database,
      password: secrets.cachePassword,
      prefix: slot.cachePrefix,
    },
    edge: { socket: layout.edge.purgeSocket, ...(await purgeRightOf(layout, place)) },
    dueFile: slot.dueFile,
    loginKey: secrets.loginKey,
    salts: Object.fromEntries(SALTS.map((name) => [name, derivedSalt(secrets.salt, name)])),
  }
}

export async function writeSiteConfiguration(
  layout: Layout,
  place: Place,
  configuration: SiteConfiguration,
): Promise<void> {
  const { gid } = slotUser(layout.home, place)
  const slot = layout.shard(place.shardId).slot(place.slot)
  const content = `${HEAD}${JSON.stringify(configuration)}${TAIL}`
  await replaceFile(slot.configuration, content, { uid: 0, gid, mode: 0o440 })
}

export async function readSiteConfiguration(slot: SlotLayout): Promise<SiteConfiguration> {
  const text = await readFile(slot.configuration, 'utf8').catch((error: unknown) => damaged(slot, error))
  if (!text.startsWith(HEAD) || !text.endsWith(TAIL)) damaged(slot)
  return SiteConfiguration.parse(JSON.parse(text.slice(HEAD.length, -TAIL.length)))
}

/** PHP around one line of JSON, so that both sides read it; in a nowdoc nothing has a meaning. */
const HEAD = `<?php
// Written by AIPress at each change of address; changes made here are lost.
return json_decode(<<<'AIPRESS_CONFIGURATION'
`
const TAIL = `
AIPRESS_CONFIGURATION, true, 8, JSON_THROW_ON_ERROR);
`

const SALTS = [
  'AUTH_KEY',
  'SECURE_AUTH_KEY',
  'LOGGED_IN_KEY',
  'NONCE_KEY',
  'AUTH_SALT',
  'SECURE_AUTH_SALT',
  'LOGGED_IN_SALT',
  'NONCE_SALT',
]

function derivedSalt(salt: string, name: string): string {
  return Buffer.from(hkdfSync('sha256', salt, '', `wordpress ${name}`, 48)).toString('base64url')
}

function damaged(slot: SlotLayout, cause?: unknown): never {
  throw new AipressError('internal_error', `The configuration of slot ${slot.label} cannot be read.`, {
    cause,
  })
}
