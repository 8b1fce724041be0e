import type { Connection } from '../kernel/database.ts'
import type { Place } from '../platform/place.ts'

export const placeOf = (row: { shard_id: string; slot: number }): Place => ({
  shardId: row.shard_id,
  slot: Number(row.slot),
})

export const atSlot = (connection: Connection, place: Place) =>
  connection.updateTable('slots').where('shard_id', '=', place.shardId).where('slot', '=', place.slot)
