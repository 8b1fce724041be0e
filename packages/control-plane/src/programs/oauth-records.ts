import type { Adapter, AdapterPayload } from 'oidc-provider'
import { errors } from 'oidc-provider'
import type { Clock } from '../kernel/clock.ts'
import { type Database, sql } from '../kernel/database.ts'
import type { Seal } from '../kernel/seal.ts'
import { hashOf } from './hash-of.ts'
import { deleteProgramOfGrant } from './program-store.ts'

export interface OAuthRecordsDeps {
  database: Database
  seal: Seal
  clock: Clock
}

/** A program that registered and was allowed by nobody is forgotten. */
export const UNUSED_CLIENT_HOURS = 24
/** More at once is somebody who registers in a loop: the oldest that nobody has allowed go first. */
export const UNUSED_CLIENTS_MAX = 1_000
/** Names and a few addresses take less than one. */
const CLIENT_BYTES_MAX = 8 * 1024
const CLIENT = 'Client'
const HOUR_MS = 60 * 60 * 1000

/**
 * Where the authorization server keeps what it must remember. Nothing here lets anybody in who reads it:
 * what is looked up is hashed and what is kept is sealed, bound to its place.
 */
export function oauthRecords(deps: OAuthRecordsDeps): (kind: string) => Adapter {
  return (kind) => new OAuthRecords(deps, kind)
}

class OAuthRecords implements Adapter {
  private readonly deps: OAuthRecordsDeps
  private readonly kind: string

  constructor(deps: OAuthRecordsDeps, kind: string) {
    this.deps = deps
    this.kind = kind
  }

  async upsert(id: string, payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
    const { database, seal, clock } = this.deps
    if (this.kind === CLIENT) await this.requireRoom(payload)
    const idHash = hashOf(id)
    const nowMs = clock()
    const lifeMs =
      expiresInSeconds === undefined ? UNUSED_CLIENT_HOURS * HOUR_MS : Math.max(1, expiresInSeconds) * 1000
    const row = {
      payload: seal.seal(JSON.stringify(payload), this.purpose(idHash)),
      grant_id: payload.grantId ?? null,
      uid_hash: payload.uid === undefined ? null : hashOf(payload.uid),
      expires_at: new Date(nowMs + lifeMs),
    }
    await database
      .insertInto('oauth_records')
      .values({ kind: this.kind, id_hash: idHash, ...row, consumed_at: null, created_at: new Date(nowMs) })
      .onConflict((conflict) => conflict.columns(['kind', 'id_hash']).doUpdateSet(row))
      .execute()
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return this.findBy('id_hash', id)
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.findBy('uid_hash', uid)
  }

  /** Codes that people type belong to a way of signing in that is not offered. */
  async findByUserCode(): Promise<undefined> {}

  /** Two who bring the same code or refresh token at the same moment: one of them is refused. */
  async consume(id: string): Promise<void> {
    const { numUpdatedRows } = await this.deps.database
      .updateTable('oauth_records')
      .set({ consumed_at: new Date(this.deps.clock()) })
      .where('kind', '=', this.kind)
      .where('id_hash', '=', hashOf(id))
      .where('consumed_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw new errors.InvalidGrant('it was used at this very moment')
  }

  async destroy(id: string): Promise<void> {
    const { database } = this.deps
    if (this.kind === 'Grant') await deleteProgramOfGrant(database, id)
    await database
      .deleteFrom('oauth_records')
      .where('kind', '=', this.kind)
      .where('id_hash', '=', hashOf(id))
      .execute()
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await deleteRecordsOfGrant(this.deps.database, grantId)
  }

  private async findBy(column: 'id_hash' | 'uid_hash', secret: string): Promise<AdapterPayload | undefined> {
    const { database, seal, clock } = this.deps
    const row = await database
      .selectFrom('oauth_records')
      .selectAll()
      .where('kind', '=', this.kind)
      .where(column, '=', hashOf(secret))
      .where('expires_at', '>', new Date(clock()))
      .executeTakeFirst()
    if (row === undefined) return undefined
    const payload = JSON.parse(seal.open(row.payload, this.purpose(row.id_hash))) as AdapterPayload
    if (row.consumed_at === null) return payload
    return { ...payload, consumed: Math.floor(row.consumed_at.getTime() / 1000) }
  }

  private async requireRoom(payload: AdapterPayload): Promise<void> {
    if (JSON.stringify(payload).length > CLIENT_BYTES_MAX) {
      throw new errors.InvalidClientMetadata(`more than ${CLIENT_BYTES_MAX / 1024} kB of metadata`)
    }
    await sql`
      delete from oauth_records where kind = ${CLIENT} and id_hash in (
        select id_hash from oauth_records
        where kind = ${CLIENT} and expires_at <= created_at + ${`${UNUSED_CLIENT_HOURS} hours`}::interval
        order by created_at desc offset ${UNUSED_CLIENTS_MAX - 1})`.execute(this.deps.database)
  }

  private purpose(idHash: string): string {
    return `oauth ${this.kind} ${idHash}`
  }
}

/** Tokens, codes and the grant itself. */
export async function deleteRecordsOfGrant(database: Database, grantId: string): Promise<void> {
  await database
    .deleteFrom('oauth_records')
    .where((where) =>
      where.or([
        where('grant_id', '=', grantId),
        where.and([where('kind', '=', 'Grant'), where('id_hash', '=', hashOf(grantId))]),
      ]),
    )
    .execute()
}

/** A program that is allowed stays registered as long as it may act, and a while after, to ask again. */
export async function keepClientUntil(database: Database, clientId: string, until: Date): Promise<void> {
  await database
    .updateTable('oauth_records')
    .set({ expires_at: until })
    .where('kind', '=', CLIENT)
    .where('id_hash', '=', hashOf(clientId))
    .where('expires_at', '<', until)
    .execute()
}

const PURGED_AT_ONCE = 5_000

export async function purgeOAuthRecords(database: Database, nowMs: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from oauth_records where ctid in (
      select ctid from oauth_records where expires_at <= ${new Date(nowMs)} limit ${PURGED_AT_ONCE})`.execute(
    database,
  )
  return Number(numAffectedRows ?? 0n)
}
