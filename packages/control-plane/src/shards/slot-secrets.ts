import { randomBytes } from 'node:crypto'
import { inBatches } from '../kernel/batch.ts'
import { type Connection, type Database, transact } from '../kernel/database.ts'
import type { Seal } from '../kernel/seal.ts'
import type { Place } from '../platform/place.ts'
import type { SiteSecrets } from '../platform/site-host.ts'
import { atSlot, placeOf } from './slots.ts'

export interface FilledSlot {
  readonly place: Place
  /** Undefined where it is warm. */
  readonly siteId: string | undefined
  readonly secrets: SiteSecrets
}

const TOGETHER_MAX = 32

/** For many who ask at the same time. */
export function createSecretsReader(directory: Database, seal: Seal): (place: Place) => Promise<SiteSecrets> {
  return inBatches(TOGETHER_MAX, (places: readonly Place[]) =>
    transact(directory, (tx) => Promise.all(places.map((place) => secretsOf(tx, seal, place)))),
  )
}

async function secretsOf(directory: Connection, seal: Seal, place: Place): Promise<SiteSecrets> {
  const purpose = purposeOf(place)
  const fresh = seal.seal(JSON.stringify(randomSecrets()), purpose)
  const row = await atSlot(directory, place)
    .set((eb) => ({ secrets_sealed: eb.fn.coalesce('secrets_sealed', eb.val(fresh)) }))
    .returning('secrets_sealed')
    .executeTakeFirstOrThrow()
  return JSON.parse(seal.open(String(row.secrets_sealed), purpose)) as SiteSecrets
}

export async function bequeathSecrets(
  directory: Database,
  seal: Seal,
  from: Place,
  to: Place,
): Promise<SiteSecrets> {
  const { loginKey, salt } = await secretsOf(directory, seal, from)
  // A warm slot has secrets of its own already.
  const secrets = { ...(await secretsOf(directory, seal, to)), loginKey, salt }
  const sealed = seal.seal(JSON.stringify(secrets), purposeOf(to))
  await atSlot(directory, to).set({ secrets_sealed: sealed }).execute()
  return secrets
}

const purposeOf = (place: Place) => `slot:${place.shardId}/${place.slot}`

export async function filledSlots(
  directory: Database,
  seal: Seal,
  controlGroup: number,
  after: Place | undefined,
  limit: number,
): Promise<FilledSlot[]> {
  let query = directory
    .selectFrom('slots')
    .innerJoin('shards', 'shards.shard_id', 'slots.shard_id')
    .select(['slots.shard_id', 'slots.slot', 'slots.site_id', 'slots.secrets_sealed'])
    .where('shards.control_group', '=', controlGroup)
    .where('shards.state', 'in', ['ready', 'draining'])
    .where('slots.state', 'in', ['claimed', 'warm'])
    .where('slots.secrets_sealed', 'is not', null)
    .orderBy('slots.shard_id')
    .orderBy('slots.slot')
    .limit(limit)
  if (after !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb('slots.shard_id', '>', after.shardId),
        eb.and([eb('slots.shard_id', '=', after.shardId), eb('slots.slot', '>', after.slot)]),
      ]),
    )
  }
  return (await query.execute()).map((row) => {
    const place = placeOf(row)
    const secrets = JSON.parse(seal.open(String(row.secrets_sealed), purposeOf(place))) as SiteSecrets
    return { place, siteId: row.site_id ?? undefined, secrets }
  })
}

function randomSecrets(): SiteSecrets {
  const random = () => randomBytes(24).toString('base64url')
  return { databasePassword: random(), cachePassword: random(), loginKey: random(), salt: random() }
}
