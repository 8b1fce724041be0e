import { randomBytes } from 'node:crypto'
import { AipressError } from '@aipress/contract'
import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { Place } from '../../platform/place.ts'
import type { SiteIdentity } from '../../platform/site-host.ts'
import { UNCLAIMED_URL } from './site-configuration.ts'
import type { DatabaseDeps } from './site-database.ts'

/** After this long WordPress asks administrators whether their address is still right, as after an installation. */
const EMAIL_CHECK_SECONDS = 182 * 24 * 3600

/** Scheduled work of sites created together must not fall due together. */
const CRON_SPREAD_SECONDS = 6 * 3600
const CRON_DELAY_SECONDS = 3600

/**
 * Writes a site's identity into the copied database: by SQL, as booting WordPress for it would cost more
 * than all else of a creation. One transaction, and the database itself tells what is left to do, so a
 * repeated call finds its way. Only the first one touches what its users may have changed since.
 */
export async function claimDatabase(
  { layout, servers }: DatabaseDeps,
  place: Place,
  identity: SiteIdentity,
  signal: AbortSignal,
): Promise<void> {
  const { database } = layout.shard(place.shardId).slot(place.slot)
  await servers.withDatabase(place.shardId, signal, async (connection) => {
    const present = await presentOptions(connection, database)
    const first = present.siteurl === UNCLAIMED_URL
    const statements = [
      'START TRANSACTION',
      ...identityStatements(database, identity, present.siteurl),
      ...(first ? firstClaimStatements(database, identity, present.cron) : []),
      'COMMIT',
    ]
    const sql = statements.map((statement) =>
      typeof statement === 'string' ? statement : connection.format(...statement),
    )
    await connection.query(sql.join(';\n'))
  })
}

type Statement = readonly [sql: string, values: unknown[]]

async function presentOptions(connection: PoolConnection, database: string) {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT option_name, option_value FROM ${database}.wp_options WHERE option_name IN ('siteurl', 'cron')`,
  )
  const value = (name: string) => rows.find((row) => row.option_name === name)?.option_value
  const siteurl: unknown = value('siteurl')
  if (typeof siteurl !== 'string') {
    throw new AipressError('internal_error', 'The database of the slot holds no WordPress.', {
      context: { database },
    })
  }
  return { siteurl, cron: String(value('cron') ?? '') }
}

function identityStatements(
  database: string,
  { title, adminEmail, url }: SiteIdentity,
  from: string,
): Statement[] {
  const option = (name: string, value: string): Statement => [
    `UPDATE ${database}.wp_options SET option_value = ? WHERE option_name = ?`,
    [value, name],
  ]
  return [
    [
      `UPDATE ${database}.wp_posts SET guid = REPLACE(guid, ?, ?), post_content = REPLACE(post_content, ?, ?)`,
      [from, url, from, url],
    ],
    option('siteurl', url),
    option('home', url),
    option('blogname', escapedTitle(title)),
    option('admin_email', adminEmail),
    [`UPDATE ${database}.wp_users SET user_email = ? WHERE ID = 1`, [adminEmail]],
  ]
}

function firstClaimStatements(
  database: string,
  { adminEmail, url }: SiteIdentity,
  cron: string,
): Statement[] {
  const login = loginFrom(adminEmail)
  const now = Math.floor(Date.now() / 1000)
  const time = new Date(now * 1000).toISOString().slice(0, 19).replace('T', ' ')
  return [
    [
      `UPDATE ${database}.wp_users SET user_login = ?, user_nicename = ?, display_name = ?, user_pass = ?,
         user_url = ?, user_registered = ?, user_activation_key = '' WHERE ID = 1`,
      [login, nicenameFrom(login), login, unusablePassword(), url, time],
    ],
    [
      `UPDATE ${database}.wp_usermeta SET meta_value = ? WHERE user_id = 1 AND meta_key = 'nickname'`,
      [login],
    ],
    [
      `UPDATE ${database}.wp_posts SET post_date = ?, post_modified = ?,
         post_date_gmt = IF(post_date_gmt = 0, post_date_gmt, ?), post_modified_gmt = ?`,
      [time, time, time, time],
    ],
    [`UPDATE ${database}.wp_comments SET comment_date = ?, comment_date_gmt = ?`, [time, time]],
    [
      `UPDATE ${database}.wp_options SET option_value = ? WHERE option_name = 'admin_email_lifespan'`,
      [String(now + EMAIL_CHECK_SECONDS)],
    ],
    [
      `UPDATE ${database}.wp_options SET option_value = ? WHERE option_name = 'cron'`,
      [shiftedCron(cron, now + CRON_DELAY_SECONDS + Math.floor(Math.random() * CRON_SPREAD_SECONDS))],
    ],
  ]
}

/** No hash that any check accepts: the way in is one click, or a new password by e-mail. */
function unusablePassword(): string {
  return `!${randomBytes(24).toString('base64url')}`
}

/** WordPress keeps titles as HTML text; so does `sanitize_option`. */
export function escapedTitle(title: string): string {
  return title
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#039;')
}

/** Shown as the author's name until it is changed, so never the whole address. */
export function loginFrom(email: string): string {
  const local = (email.split('@')[0] ?? '').toLowerCase().replace(/[^a-z0-9._-]/g, '')
  return local.replace(/^[._-]+|[._-]+$/g, '').slice(0, 60) || 'owner'
}

function nicenameFrom(login: string): string {
  return login.replace(/[^a-z0-9]+/g, '-').slice(0, 50)
}

/**
 * Moves all of WordPress' scheduled work so that the earliest falls due at `firstAt`. In PHP's
 * serialised form the times are integer keys of ten digits, which carry no length.
 */
export function shiftedCron(serialised: string, firstAt: number): string {
  const key = /i:(\d{10});(?=a:)/g
  const times = [...serialised.matchAll(key)].map((match) => Number(match[1]))
  if (times.length === 0) return serialised
  const shift = firstAt - Math.min(...times)
  return serialised.replace(key, (_, time: string) => `i:${Number(time) + shift};`)
}
