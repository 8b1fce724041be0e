import type { Operation } from '@aipress/contract'
import type { ColumnType, Generated, GeneratedAlways, Selectable } from 'kysely'
import { type Migration, sql } from '../kernel/database.ts'

/** JSON columns are written as text: the driver would turn a plain array into an array of PostgreSQL's. */
type Json<T> = ColumnType<T, string | undefined, string>

/** How a step, or the undo of one, ended. A failure is what people are told. */
export type Outcome = { ok: true; answer: unknown } | { ok: false; failure: NonNullable<Operation['error']> }

export type Outcomes = Readonly<Record<string, Outcome>>

export interface OperationTable {
  /** The order in which operations were asked for; within a lane it is exact, as the lane is locked. */
  seq: GeneratedAlways<string>
  id: string
  action: string
  workflow: string
  title: string
  state: Operation['state']
  lane: string | null
  site_id: string | null
  site_name: string | null
  account_id: string
  input: Json<unknown>
  steps: Json<Operation['steps']>
  error: Json<NonNullable<Operation['error']>> | null
  requested_by: string
  recoveries: Generated<number>
  /** The process that has to see to it. */
  executor: string
  /** Changes each time a process takes it up, so that one that lost it can no longer write here. */
  run_id: string
  /** What the steps have answered so far, by name; an undo's name begins with `undo:`. Emptied at the end. */
  outcomes: Json<Outcomes>
  /** Somebody wants it undone. */
  cancelled: Generated<boolean>
  created_at: Generated<Date>
  started_at: Date | null
  finished_at: Date | null
}

export interface ExecutorTable {
  executor: string
  /** Differs at each start of a process, so that one that was replaced notices. */
  incarnation: string
  beat_at: Date
}

declare module '../kernel/database.ts' {
  interface Tables {
    engine_operations: OperationTable
    engine_executors: ExecutorTable
  }
}

export type OperationRow = Selectable<OperationTable>

export const engineMigrations: Record<string, Migration> = {
  '010_engine_operations': {
    async up(database) {
      await sql`
        CREATE TABLE engine_operations (
          seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
          id text PRIMARY KEY,
          action text NOT NULL,
          workflow text NOT NULL,
          title text NOT NULL,
          state text NOT NULL,
          lane text,
          site_id text,
          site_name text,
          account_id text NOT NULL,
          input jsonb NOT NULL,
          steps jsonb NOT NULL,
          error jsonb,
          requested_by text NOT NULL,
          recoveries integer NOT NULL DEFAULT 0,
          executor text NOT NULL,
          run_id text NOT NULL,
          created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          started_at timestamptz,
          finished_at timestamptz
        )`.execute(database)
      await sql`CREATE INDEX engine_operations_account ON engine_operations (account_id, seq)`.execute(
        database,
      )
      await sql`CREATE INDEX engine_operations_site ON engine_operations (site_id, seq)`.execute(database)
      await sql`CREATE INDEX engine_operations_finished ON engine_operations (finished_at)`.execute(database)
      await sql`
        CREATE INDEX engine_operations_unsettled ON engine_operations (lane, seq)
        WHERE state IN ('queued', 'running', 'undoing')`.execute(database)
      await sql`
        CREATE TABLE engine_executors (
          executor text PRIMARY KEY,
          incarnation text NOT NULL,
          beat_at timestamptz NOT NULL
        )`.execute(database)
    },
  },
  '011_engine_operations_cancelled': {
    async up(database) {
      await sql`ALTER TABLE engine_operations ADD COLUMN cancelled boolean NOT NULL DEFAULT false`.execute(
        database,
      )
    },
  },
  '012_engine_operations_outcomes': {
    async up(database) {
      await sql`ALTER TABLE engine_operations ADD COLUMN outcomes jsonb NOT NULL DEFAULT '{}'`.execute(
        database,
      )
    },
  },
}

/** What the contract shows of a row. */
export function toOperation(row: OperationRow): Operation {
  return {
    operationId: row.id,
    action: row.action,
    title: row.title,
    state: row.state,
    steps: row.steps,
    requestedBy: row.requested_by,
    recoveries: row.recoveries,
    createdAt: row.created_at.toISOString(),
    ...(row.site_id === null ? {} : { siteId: row.site_id }),
    ...(row.site_name === null ? {} : { siteName: row.site_name }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.started_at === null ? {} : { startedAt: row.started_at.toISOString() }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
  }
}
