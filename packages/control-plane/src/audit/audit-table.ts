import type { AuditLine } from '@aipress/contract'
import type { ColumnType } from 'kysely'

/**
 * Who did what. Lines are only ever added, each linked to the one before (audit-chain.ts). The database itself refuses
 * to change or remove one, except behind the chain's beginning and older than the retention (audit-migrations.ts).
 */
export interface AuditTable {
  audit_id: string
  at: Date
  principal: string
  who: string
  door: AuditLine['door']
  action: string
  input: string
  site_id: string | null
  account_id: string | null
  operation_id: string | null
  result: string
  duration_ms: number
  /** A `bigint`, which arrives as text. */
  seq: ColumnType<string, number, never>
  previous_hash: string
  hash: string
}

/** One row: where the chain ends, and the last line that the retention has removed. Writers lock it one after another. */
export interface AuditChainTable {
  chain: string
  seq: ColumnType<string, number, number>
  hash: string
  removed_to: ColumnType<string, number, number>
  removed_hash: string
}

declare module '../kernel/database.ts' {
  interface Tables {
    audit_lines: AuditTable
    audit_chain: AuditChainTable
  }
}

/** A year and a month: last year's same week can still be looked at. */
export const RETENTION_DAYS = 396
