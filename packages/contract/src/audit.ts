import { z } from 'zod'
import { defineAction } from './action.ts'
import { pageInput, pageOf, Timestamp } from './page.ts'

export const Door = z.enum(['rest', 'cli', 'chat', 'mcp', 'console'])
export type Door = z.infer<typeof Door>

/** Who did what, through which door, to what, with what result. Secrets and bodies are left out. */
export const AuditLine = z.object({
  auditId: z.string(),
  /** Its place in the chain, without gaps. */
  seq: z.number().int(),
  at: Timestamp,
  who: z.string(),
  door: Door,
  action: z.string(),
  /** The input without secrets, as JSON, 2,000 characters at most. */
  input: z.string(),
  siteId: z.string().optional(),
  accountId: z.string().optional(),
  operationId: z.string().optional(),
  /** `ok`, the error's code, or how a command ended: `exit_1`, `run_failed`, `run_interrupted`. */
  result: z.string(),
  durationMs: z.number(),
  /** SHA-256 over the line and the hash of the line before. */
  hash: z.string(),
})
export type AuditLine = z.infer<typeof AuditLine>

/** The site's name now, where there is such a site; no part of what was recorded. */
const ListedAuditLine = AuditLine.extend({ siteName: z.string().optional() })

/** As people read it. */
export function auditResultText(result: string): string {
  const [, exitCode] = /^exit_(-?\d+)$/.exec(result) ?? []
  return exitCode === undefined ? result : `failed, exit code ${exitCode}`
}

/** Plain text for tools of models; what is accepted is a date or a time with its zone. */
const Instant = z
  .string()
  .trim()
  .max(40)
  .refine((text) => z.union([z.iso.date(), z.iso.datetime({ offset: true })]).safeParse(text).success, {
    message: 'A time is 2026-11-30 or 2026-11-30T14:05:00Z',
  })

/** What a line must fulfil to be picked; all that are given. */
export const auditFilterInput = {
  who: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .optional()
    .describe('Only these people or tokens: a part of the name'),
  action: z
    .string()
    .max(60)
    .optional()
    .describe(
      'Only this action, for example sites.delete, or those with this in their names, for example wp',
    ),
  site: z
    .string()
    .trim()
    .min(1)
    .max(253)
    .optional()
    .describe('Only what concerned this site: its name, a hostname or its id'),
  account: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .optional()
    .describe('Only what concerned this account: its name or id'),
  door: Door.optional().describe('Only calls through this door'),
  result: z
    .string()
    .trim()
    .regex(/^[a-z][a-z_\d]{1,59}$/, 'A result is ok, failed, exit_1 or the like, or the code of an error')
    .optional()
    .describe('ok, failed, the code of an error like not_permitted, or of WP-CLI its exit code like exit_1'),
  from: Instant.optional().describe('Only from this time on: 2026-11-30 (UTC) or 2026-11-30T14:05:00Z'),
  to: Instant.optional().describe('Only until this time; of a date without time, the whole day (UTC)'),
  text: z.string().trim().min(1).max(120).optional().describe('Only lines that hold this text'),
}

export const listAudit = defineAction({
  name: 'audit.list',
  summary: 'List who did what',
  description: 'Newest first. Who only looked at something is not in it, except where that was refused.',
  input: z.object({ ...auditFilterInput, ...pageInput }),
  output: pageOf(ListedAuditLine),
  errors: ['account_not_found'],
  holdsForeignText: 'to-administrators',
  effect: 'reads',
  permission: 'audit:read',
  http: 'GET /v1/audit',
  cli: 'audit list',
  cliExample: 'aipress audit list --action sites.delete',
  examples: ['show the audit log', 'who did what', 'who called {action}', 'audit log of the site {site}'],
})

/** Half a minute of one processor for a million lines; a longer log is verified in several calls. */
export const AUDIT_VERIFY_LINES_MAX = 2_000_000
/** Beyond so many, the next ones say nothing new. */
export const AUDIT_PROBLEMS_MAX = 100

export const AuditProblem = z.object({
  /** The line it was found at; 0 where it is none's. */
  seq: z.number().int(),
  /**
   * `changed`: the line is not as it was written. `removed`: lines before it are gone. `inserted`: one that was never
   * written. `broken`: it does not follow on the line before, so one of the two was exchanged or moved. `cut-off`: the
   * end is gone. `rewritten`: it differs from what was signed. `unsigned`: there is no head with a valid signature.
   */
  kind: z.enum(['changed', 'removed', 'inserted', 'broken', 'cut-off', 'rewritten', 'unsigned']),
  message: z.string(),
})
export type AuditProblem = z.infer<typeof AuditProblem>

export const AuditVerification = z.object({
  /** Nothing was found in what was checked. */
  intact: z.boolean(),
  checked: z.number().int(),
  /** The first and the last line that was checked; absent where there was none. */
  first: z.number().int().optional(),
  last: z.number().int().optional(),
  /** Lines up to this one are older than the retention and were removed by the platform. */
  removedTo: z.number().int(),
  /** Hash of the last line of the chain: whoever notes it down can compare it later. */
  hash: z.string(),
  /** The newest head that was signed: nothing before it can be cut off or rewritten without being found. */
  signed: z.object({ seq: z.number().int(), at: Timestamp }).optional(),
  durationMs: z.number(),
  problems: z.array(AuditProblem),
  /** Where to go on: the `first` of the next call. Absent where the end was reached. */
  next: z.number().int().optional(),
})
export type AuditVerification = z.infer<typeof AuditVerification>

export const verifyAudit = defineAction({
  name: 'audit.verify',
  summary: 'Verify the audit log',
  description:
    'Finds lines that were changed, removed, moved or inserted, and an end that was cut off, and says at which line..',
  input: z.object({
    first: z.coerce.number().int().min(1).default(1).describe('The line to begin with'),
    lines: z.coerce
      .number()
      .int()
      .min(1)
      .max(AUDIT_VERIFY_LINES_MAX)
      .default(1_000_000)
      .describe('How many lines to check, 2,000,000 at most'),
  }),
  output: AuditVerification,
  /** Once a second, where it takes longer. */
  events: z.object({ checked: z.number().int(), total: z.number().int() }),
  errors: [],
  effect: 'reads',
  permission: 'audit:read',
  http: 'GET /v1/audit/verify',
  cli: 'audit verify',
  cliExample: 'aipress audit verify',
  examples: [
    'verify the audit log',
    'check the audit log',
    'was the audit log tampered with',
    'is the audit log intact',
  ],
})

export const AUDIT_EXPORT_LINES_MAX = 100_000

export const AuditFormat = z.enum(['csv', 'jsonl'])
export type AuditFormat = z.infer<typeof AuditFormat>

export const exportAudit = defineAction({
  name: 'audit.export',
  summary: 'Export the audit log as a file',
  description:
    'CSV or JSON Lines of what the filters pick, newest first. Over REST the answer is the file itself unless JSON or events are accepted; where only the answer arrives, open its `download`.',
  input: z.object({
    format: AuditFormat.default('csv'),
    ...auditFilterInput,
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(AUDIT_EXPORT_LINES_MAX)
      .default(AUDIT_EXPORT_LINES_MAX)
      .describe('How many lines at most, 100,000 in one file'),
    cursor: pageInput.cursor,
  }),
  output: z.object({
    format: AuditFormat,
    lines: z.number().int(),
    /** Address of the file on the platform. */
    download: z.string(),
    /** Absent where everything is in the file. */
    nextCursor: z.string().optional(),
  }),
  events: z.object({ text: z.string() }),
  file: { name: 'audit', types: { csv: 'text/csv', jsonl: 'application/jsonl' } },
  errors: ['account_not_found'],
  effect: 'reads',
  permission: 'audit:read',
  http: 'GET /v1/audit/export',
  cli: 'audit export',
  cliExample: 'aipress audit export --from 2026-11-01 --format csv',
  examples: ['export the audit log', 'download the audit log', 'export the audit log as {format}'],
})

export const auditActions = [listAudit, verifyAudit, exportAudit]
