import type { Session } from '@aipress/contract'
import { type Connection, type Database, sql } from '../kernel/database.ts'
import { deviceOf } from './device.ts'
import type { SessionTable } from './signing-in-migrations.ts'

const LISTED_MAX = 100
/** Written once a minute at most: who looks at the list wants to know the day. */
const USE_NOTED_EVERY_MS = 60_000

/** Those that have not expired, the one used last first. */
export async function listSessionsOf(
  database: Database,
  { personId, currentId, nowMs }: { personId: string; currentId: string | undefined; nowMs: number },
): Promise<Session[]> {
  const rows = await database
    .selectFrom('auth_sessions')
    .selectAll()
    .where('userId', '=', personId)
    .where('expiresAt', '>', new Date(nowMs))
    .orderBy((eb) => eb.fn.coalesce('lastUsedAt', 'createdAt'), 'desc')
    .limit(LISTED_MAX)
    .execute()
  return rows.map((row) => asSession(row, currentId))
}

function asSession(row: SessionTable, currentId: string | undefined): Session {
  return {
    sessionId: row.id,
    device: deviceOf(row.userAgent ?? ''),
    address: row.ipAddress ?? '',
    method: row.method ?? 'password',
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: (row.lastUsedAt ?? row.createdAt).toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    current: row.id === currentId,
  }
}

/** Those of a person, all or one, or all but one. */
interface Which {
  personId: string
  only?: string
  except?: string | undefined
}

const chosen = ({ personId, only, except }: Which) =>
  sql<boolean>`"userId" = ${personId}${only === undefined ? sql`` : sql` and id = ${only}`}${
    except === undefined ? sql`` : sql` and id <> ${except}`
  }`

export async function hasSessions(connection: Connection, which: Which): Promise<boolean> {
  const query = connection.selectFrom('auth_sessions').select('id').where(chosen(which)).limit(1)
  return (await query.executeTakeFirst()) !== undefined
}

/** Answers how many. */
export async function endSessions(connection: Connection, which: Which): Promise<number> {
  const query = connection.deleteFrom('auth_sessions').where(chosen(which))
  return Number((await query.executeTakeFirst()).numDeletedRows)
}

export async function noteSessionUsed(
  database: Database,
  { id, lastUsedAt }: { id: string; lastUsedAt?: Date | null | undefined },
  nowMs: number,
): Promise<void> {
  if (lastUsedAt != null && nowMs - lastUsedAt.getTime() < USE_NOTED_EVERY_MS) return
  await database
    .updateTable('auth_sessions')
    .set({ lastUsedAt: new Date(nowMs) })
    .where('id', '=', id)
    .execute()
}

/** In this session a code of the second factor was typed after all, or a passkey used. */
export async function noteSecondFactor(
  database: Database,
  sessionId: string,
  factor: 'code' | 'passkey',
): Promise<void> {
  for (const method of ['password', 'provider'] as const) {
    await database
      .updateTable('auth_sessions')
      .set({ method: factor === 'code' ? `${method}-and-code` : factor })
      .where('id', '=', sessionId)
      .where('method', '=', method)
      .execute()
  }
}
