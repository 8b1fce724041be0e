import { z } from 'zod'
import { defineAction } from './action.ts'
import { pageInput, pageOf, Timestamp } from './page.ts'

export const Door = z.enum(['rest', 'cli', 'chat', 'mcp', 'console'])
export type Door = z.infer<typeof Door>

/** Who did what, through which door, to what, with what result. Secrets and bodies are left out. */
export const AuditLine = z.object({
  auditId: z.string(),
  at: Timestamp,
  who: z.string(),
  door: Door,
  action: z.string(),
  /** The input without secrets, as JSON, 2,000 characters at most. */
  input: z.string(),
  siteId: z.string().optional(),
  accountId: z.string().optional(),
  operationId: z.string().optional(),
  /** `ok` or the error's code. */
  result: z.string(),
  durationMs: z.number(),
})
export type AuditLine = z.infer<typeof AuditLine>

export const listAudit = defineAction({
  name: 'audit.list',
  summary: 'List who did what',
  input: z.object({
    action: z.string().max(60).optional().describe('Only this action, for example sites.delete'),
    ...pageInput,
  }),
  output: pageOf(AuditLine),
  errors: [],
  holdsForeignText: 'to-administrators',
  effect: 'reads',
  permission: 'audit:read',
  http: 'GET /v1/audit',
  cli: 'audit list',
  cliExample: 'aipress audit list --action sites.delete',
  examples: ['show the audit log', 'who did what', 'who called {action}'],
})

export const auditActions = [listAudit]
