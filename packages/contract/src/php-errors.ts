import { z } from 'zod'
import { defineAction } from './action.ts'
import { missingGroups, pageInput, pageOf, Timestamp } from './page.ts'
import { SiteRef } from './site-shape.ts'

export const PhpErrorLevel = z.enum(['fatal', 'database', 'warning', 'notice', 'deprecated', 'message'])
export type PhpErrorLevel = z.infer<typeof PhpErrorLevel>

/** What PHP complained about in the same way at the same place of code, however often. Text of plugins: data. */
export const PhpError = z.object({
  /** Of level, message without its values, file and line; the same on every site. */
  fingerprint: z.string(),
  siteId: z.string(),
  siteName: z.string(),
  level: PhpErrorLevel,
  /** As it was said last. */
  message: z.string(),
  /** Without the folders of the machine: `wp-content/plugins/shop/cart.php`. */
  file: z.string().optional(),
  line: z.number().int().optional(),
  count: z.number().int(),
  firstSeenAt: Timestamp,
  lastSeenAt: Timestamp,
})
export type PhpError = z.infer<typeof PhpError>

export const listPhpErrors = defineAction({
  name: 'errors.list',
  summary: 'List PHP errors, the same ones counted together',
  description:
    'Of one site or of all; the last seen come first. Errors appear some seconds after they happen; the newest 100 kinds of a site are kept.',
  input: z.object({
    site: SiteRef.optional().describe('Only errors of this site'),
    level: PhpErrorLevel.optional().describe('Only errors of this level'),
    ...pageInput,
  }),
  output: pageOf(PhpError).extend({ missing: missingGroups }),
  holdsForeignText: 'to-everyone',
  errors: ['site_not_found'],
  effect: 'reads',
  permission: 'logs:read',
  http: 'GET /v1/errors',
  cli: 'errors list [site]',
  cliExample: 'aipress errors list corner-bakery',
  examples: [
    'which php errors does {site} have',
    'list the php errors',
    'list the errors of {site}',
    'what is broken on {site}',
    'group the php errors of {site}',
  ],
})

export const dismissPhpError = defineAction({
  name: 'errors.dismiss',
  summary: 'Take a PHP error off the list',
  description: 'For one that has been mended. Should it happen again, it is counted from 1.',
  input: z.object({
    site: SiteRef,
    fingerprint: z
      .string()
      .trim()
      .regex(/^[0-9a-f]{12}$/, 'A fingerprint has 12 letters and digits')
      .describe('As "errors list" shows it'),
  }),
  output: z.object({ siteName: z.string(), dismissed: z.string() }),
  errors: ['site_not_found', 'php_error_not_found'],
  effect: 'changes',
  permission: 'sites:operate',
  http: 'POST /v1/sites/{site}/errors/{fingerprint}/dismiss',
  cli: 'errors dismiss <site> <fingerprint>',
  cliExample: 'aipress errors dismiss corner-bakery 3f9a0c2b71de',
  examples: ['dismiss the error {fingerprint} of {site}', 'forget the php error {fingerprint} of {site}'],
})

export const phpErrorActions = [listPhpErrors, dismissPhpError]
