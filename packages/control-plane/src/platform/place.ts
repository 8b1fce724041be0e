/**
 * Where a site lives. A shard's room is divided into numbered slots (1 to 50 by default), each with
 * a Unix user, PHP pool, directory, database and cache user of its own; a site occupies one slot.
 */
export interface Place {
  readonly shardId: string
  readonly slot: number
}
