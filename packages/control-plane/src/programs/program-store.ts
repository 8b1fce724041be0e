import { PROGRAMS_PER_PERSON_MAX, type Program } from '@aipress/contract'
import { type Connection, type Database, sql } from '../kernel/database.ts'
import type { ProgramTable } from './programs-migrations.ts'

/** Use is noted this often at most: a write for each call would double its cost. */
const LAST_USED_STEP_MS = 60_000

export async function insertProgram(
  database: Database,
  program: Omit<ProgramTable, 'last_used_at'>,
): Promise<void> {
  await database
    .insertInto('programs')
    .values({ ...program, last_used_at: null })
    .execute()
}

export async function listProgramsOf(
  database: Database,
  personId: string,
  nowMs: number,
): Promise<Program[]> {
  const rows = await database
    .selectFrom('programs')
    .selectAll()
    .where('person_id', '=', personId)
    .where('expires_at', '>', new Date(nowMs))
    .orderBy('created_at', 'desc')
    .limit(PROGRAMS_PER_PERSON_MAX)
    .execute()
  return rows.map(asProgram)
}

/** By grant or id, unless its time is over. */
export async function findProgram(
  database: Database,
  by: { grantId: string } | { programId: string },
  nowMs: number,
): Promise<ProgramTable | undefined> {
  const [column, value] =
    'grantId' in by ? (['grant_id', by.grantId] as const) : (['program_id', by.programId] as const)
  return database
    .selectFrom('programs')
    .selectAll()
    .where(column, '=', value)
    .where('expires_at', '>', new Date(nowMs))
    .executeTakeFirst()
}

/** Answers the grant that ended with it. */
export async function deleteProgram(
  connection: Connection,
  personId: string,
  programId: string,
): Promise<string | undefined> {
  const row = await connection
    .deleteFrom('programs')
    .where('person_id', '=', personId)
    .where('program_id', '=', programId)
    .returning('grant_id')
    .executeTakeFirst()
  return row?.grant_id
}

export async function deleteProgramOfGrant(database: Database, grantId: string): Promise<void> {
  await database.deleteFrom('programs').where('grant_id', '=', grantId).execute()
}

export async function noteProgramUsed(
  database: Database,
  program: ProgramTable,
  nowMs: number,
): Promise<void> {
  if (program.last_used_at !== null && nowMs - program.last_used_at.getTime() < LAST_USED_STEP_MS) return
  await database
    .updateTable('programs')
    .set({ last_used_at: new Date(nowMs) })
    .where('program_id', '=', program.program_id)
    .execute()
}

export async function purgePrograms(database: Database, nowMs: number): Promise<number> {
  const { numAffectedRows } = await sql`delete from programs where expires_at <= ${new Date(nowMs)}`.execute(
    database,
  )
  return Number(numAffectedRows ?? 0n)
}

function asProgram(row: ProgramTable): Program {
  return {
    programId: row.program_id,
    name: row.name,
    address: row.address,
    scope: row.scope,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at.toISOString() }),
  }
}
