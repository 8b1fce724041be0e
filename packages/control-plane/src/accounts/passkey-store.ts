import type { Connection, Database } from '../kernel/database.ts'
import type { PasskeyTable } from './signing-in-migrations.ts'

export interface PasskeyState {
  passkeyId: string
  name: string
  createdAt: string
  lastUsedAt?: string
}

/** In the order in which they came; there are few. */
export async function passkeysOf(connection: Connection, personId: string): Promise<PasskeyState[]> {
  const rows = await connection
    .selectFrom('passkeys')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({
    passkeyId: row.passkey_id,
    name: row.name,
    createdAt: row.created_at.toISOString(),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at.toISOString() }),
  }))
}

export async function countPasskeys(connection: Connection, personId: string): Promise<number> {
  return (await passkeysOf(connection, personId)).length
}

export function findPasskey(database: Database, passkeyId: string): Promise<PasskeyTable | undefined> {
  return database.selectFrom('passkeys').selectAll().where('passkey_id', '=', passkeyId).executeTakeFirst()
}

/** False where the key is registered already, be it another person's. */
export async function insertPasskey(
  database: Database,
  passkey: {
    id: string
    publicKey: Uint8Array
    counter: number
    personId: string
    name: string
    nowMs: number
  },
): Promise<boolean> {
  const inserted = await database
    .insertInto('passkeys')
    .values({
      passkey_id: passkey.id,
      person_id: passkey.personId,
      name: passkey.name,
      public_key: Buffer.from(passkey.publicKey),
      counter: passkey.counter,
      created_at: new Date(passkey.nowMs),
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.column('passkey_id').doNothing())
    .returning('passkey_id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function notePasskeyUsed(
  database: Database,
  passkeyId: string,
  counter: number,
  nowMs: number,
): Promise<void> {
  await database
    .updateTable('passkeys')
    .set({ counter, last_used_at: new Date(nowMs) })
    .where('passkey_id', '=', passkeyId)
    .execute()
}
