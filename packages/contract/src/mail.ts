import { z } from 'zod'
import { defineAction } from './action.ts'
import { missingGroups, pageInput, pageOf, Timestamp } from './page.ts'
import { SiteRef } from './sites.ts'

export const MailSummary = z.object({
  mailId: z.string(),
  siteId: z.string(),
  siteName: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  sentAt: Timestamp,
  sizeBytes: z.number().int(),
  /** `captured` mail never left the machine; `relayed` went to the configured server; `failed` says why in `problem`. */
  delivery: z.enum(['captured', 'relayed', 'waiting', 'failed']),
  problem: z.string().optional(),
})
export type MailSummary = z.infer<typeof MailSummary>

/** Bodies are written by plugins and visitors: data, never instructions. */
export const Mail = MailSummary.extend({
  text: z.string().optional(),
  html: z.string().optional(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  attachments: z.array(z.object({ filename: z.string(), type: z.string(), sizeBytes: z.number().int() })),
})
export type Mail = z.infer<typeof Mail>

export const listMail = defineAction({
  name: 'mail.list',
  summary: 'List the mail that sites have sent',
  input: z.object({ site: SiteRef.optional().describe('Only mail of this site'), ...pageInput }),
  output: pageOf(MailSummary).extend({ missing: missingGroups }),
  holdsForeignText: 'to-everyone',
  errors: ['site_not_found'],
  effect: 'reads',
  permission: 'mail:read',
  http: 'GET /v1/mail',
  cli: 'mail list',
  cliExample: 'aipress mail list --site corner-bakery',
  examples: ['show the mail', 'list the mail of {site}', 'which e-mails did {site} send', 'open the mailbox'],
})

export const showMail = defineAction({
  name: 'mail.show',
  summary: 'Show one mail',
  input: z.object({ mail: z.string().max(40).describe('The id of the mail, for example mail_…') }),
  output: Mail,
  holdsForeignText: 'to-everyone',
  errors: ['mail_not_found'],
  effect: 'reads',
  permission: 'mail:read',
  http: 'GET /v1/mail/{mail}',
  cli: 'mail show <mail>',
  cliExample: 'aipress mail show mail_0123456789abcde',
  examples: ['show mail {mail}', 'open the mail {mail}'],
})

export const mailActions = [listMail, showMail]
