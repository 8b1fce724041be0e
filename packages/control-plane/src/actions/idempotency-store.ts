import { inBatches } from '../kernel/batch.ts'
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

/** Calls whose keys are written in one statement. */
const KEYS_AT_ONCE = 100

/** The writes that each call with a key makes, done together for calls that come at the same time. */
export interface KeyWriter {
  /** Inserts the row unless the key is in use; answers whether it did. */
  insert(row: IdempotencyTable): Promise<boolean>
  /** Stores the answer while the lease is held; answers whether it did. */
  answer(answered: AnsweredKey): Promise<boolean>
}

export interface AnsweredKey extends KeyOwner {
  held: string
  answer: string
}

export function keyWriter(database: Database): KeyWriter {
  return {
    insert: inBatches(KEYS_AT_ONCE, async (rows: readonly IdempotencyTable[]) => {
      const inserted = await database
        .insertInto('idempotency_keys')
        .values([...rows])
        .onConflict((conflict) => conflict.columns(['principal', 'idempotency_key']).doNothing())
        .returning('lease_id')
        .execute()
      const leases = new Set(inserted.map((row) => row.lease_id))
      return rows.map((row) => leases.has(row.lease_id))
    }),
    answer: inBatches(KEYS_AT_ONCE, async (answered: readonly AnsweredKey[]) => {
      const [principals, keys, leases, answers] = (['principal', 'key', 'held', 'answer'] as const).map(
        (column) => answered.map((one) => one[column]),
      )
      const { rows } = await sql<{ lease_id: string }>`
        update idempotency_keys as kept set answer = given.answer
        from unnest(${principals}::text[], ${keys}::text[], ${leases}::text[], ${answers}::text[])
          as given (principal, idempotency_key, lease_id, answer)
        where kept.principal = given.principal and kept.idempotency_key = given.idempotency_key
          and kept.lease_id = given.lease_id
        returning kept.lease_id`.execute(database)
      const stored = new Set(rows.map((row) => row.lease_id))
      return answered.map((one) => stored.has(one.held))
    }),
  }
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
  set: Partial<Pick<IdempotencyTable, 'lease_id' | 'leased_until'>>
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
