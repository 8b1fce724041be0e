import { type Database, type Migration, sql } from '../kernel/database.ts'

export interface IdempotencyTable {
  principal: string
  idempotency_key: string
  action: string
  /** SHA-256 of the parsed input. */
  input_hash: string
  /** From which the call's ids follow, in every try the same. */
  seed: string
  /** Changes with every try; who holds it may store the answer. */
  lease_id: string
  leased_until: Date
  /** Sealed, as it may hold a secret that was to be shown once. Null until the call has an answer. */
  answer: string | null
  created_at: Date
}

declare module '../kernel/database.ts' {
  interface Tables {
    idempotency_keys: IdempotencyTable
  }
}

export const actionsMigrations: Record<string, Migration> = {
  '030_idempotency_keys': {
    async up(database) {
      await sql`create table idempotency_keys (
        principal text not null, idempotency_key text not null, action text not null,
        input_hash text not null, seed text not null, lease_id text not null,
        leased_until timestamptz not null, answer text, created_at timestamptz not null,
        primary key (principal, idempotency_key))`.execute(database)
      await sql`create index idempotency_keys_by_age on idempotency_keys (created_at)`.execute(database)
    },
  },
}

export interface KeyOwner {
  principal: string
  key: string
}

/** Inserts the row unless the key is in use; answers whether it did. */
export async function insertKey(database: Database, row: IdempotencyTable): Promise<boolean> {
  const inserted = await database
    .insertInto('idempotency_keys')
    .values(row)
    .onConflict((conflict) => conflict.columns(['principal', 'idempotency_key']).doNothing())
    .returning('idempotency_key')
    .executeTakeFirst()
  return inserted !== undefined
}

export function findKey(database: Database, owner: KeyOwner): Promise<IdempotencyTable | undefined> {
  return database
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('principal', '=', owner.principal)
    .where('idempotency_key', '=', owner.key)
    .executeTakeFirst()
}

export interface LeaseChange extends KeyOwner {
  /** The lease that must still hold; otherwise nothing changes. */
  held: string
  set: Partial<Pick<IdempotencyTable, 'lease_id' | 'leased_until' | 'answer'>>
}

/** Changes the row while `held` is its lease; answers whether it did. */
export async function changeKey(database: Database, { principal, key, held, set }: LeaseChange) {
  const result = await database
    .updateTable('idempotency_keys')
    .set(set)
    .where('principal', '=', principal)
    .where('idempotency_key', '=', key)
    .where('lease_id', '=', held)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function deleteExpiredKey(database: Database, owner: KeyOwner, before: Date): Promise<void> {
  await database
    .deleteFrom('idempotency_keys')
    .where('principal', '=', owner.principal)
    .where('idempotency_key', '=', owner.key)
    .where('created_at', '<', before)
    .execute()
}

export async function deleteExpiredKeys(database: Database, before: Date): Promise<number> {
  const result = await database
    .deleteFrom('idempotency_keys')
    .where('created_at', '<', before)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
