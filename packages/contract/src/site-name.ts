import { z } from 'zod'
import { AipressError } from './errors.ts'

/** One DNS label: it becomes `<name>.<domain>`. 50 leaves room for a number or an environment's name. */
export const SITE_NAME_LENGTH_MAX = 50

/** Labels that the platform, mail or browsers give a meaning of their own. */
const RESERVED = new Set([
  'www',
  'aipress',
  'admin',
  'administrator',
  'api',
  'app',
  'auth',
  'blog-admin',
  'cdn',
  'chat',
  'cli',
  'console',
  'control',
  'dashboard',
  'dev',
  'dns',
  'docs',
  'ftp',
  'health',
  'help',
  'imap',
  'localhost',
  'login',
  'mail',
  'mcp',
  'mx',
  'ns',
  'ns1',
  'ns2',
  'oauth',
  'pop',
  'pop3',
  'root',
  'security',
  'sftp',
  'smtp',
  'ssh',
  'ssl',
  'staging',
  'static',
  'status',
  'support',
  'system',
  'test',
  'webmail',
  'webmaster',
  'wordpress',
  'wp',
  'wp-admin',
  'wpad',
])

export const SiteName = z
  .string()
  .min(1, 'A site name cannot be empty.')
  .max(SITE_NAME_LENGTH_MAX, `A site name has at most ${SITE_NAME_LENGTH_MAX} characters.`)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'A site name has only a-z, 0-9 and inner hyphens.')

export const SiteTitle = z
  .string()
  .transform((title) =>
    title
      .normalize('NFC')
      .replace(/[[\p{Cc}\p{Cf}]--[\u200d\ufe0f]]+/gv, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .pipe(z.string().min(1, 'A site needs a title.').max(120, 'A title has at most 120 characters.'))

export function isReservedSiteName(name: string): boolean {
  return RESERVED.has(name) || name.startsWith('xn--')
}

export function requireFreeOfReservation(name: string): void {
  if (!isReservedSiteName(name)) return
  throw new AipressError('site_name_reserved', `"${name}" is reserved by the platform.`, {
    hint: `Choose another name, for example "${name}-site".`,
  })
}
