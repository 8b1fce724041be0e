import { type Database, sql } from '../kernel/database.ts'
import { WORKING_STATES } from './operation-store.ts'

/**
 * Heartbeats of the processes that run operations. A beat is a value that changes; by what clock it was written says
 * nothing, as clocks jump. Whether somebody has fallen silent is for each process to see: see liveness.ts.
 */

export interface Executor {
  readonly executor: string
  readonly incarnation: string
}

/** From now on this incarnation has the name; an older one finds out at its next beat. */
export async function announce(database: Database, self: Executor): Promise<void> {
  await database
    .insertInto('engine_executors')
    .values({ ...self, beat_at: sql<Date>`clock_timestamp()` })
    .onConflict((conflict) =>
      conflict
        .column('executor')
        .doUpdateSet({ incarnation: self.incarnation, beat_at: sql<Date>`clock_timestamp()` }),
    )
    .execute()
}

/** The last beats of the others by name, alive or not; nothing where a newer process runs under the same name. */
export async function beat(database: Database, self: Executor): Promise<Map<string, string> | undefined> {
  const beaten = await database
    .updateTable('engine_executors')
    .set({ beat_at: sql<Date>`clock_timestamp()` })
    .where('executor', '=', self.executor)
    .where('incarnation', '=', self.incarnation)
    .returning(
      sql<
        Record<string, string>
      >`(select coalesce(json_object_agg(executor, incarnation || beat_at::text), '{}')
        from engine_executors where executor <> ${self.executor})`.as('others'),
    )
    .executeTakeFirst()
  return beaten && new Map(Object.entries(beaten.others))
}

/** Lets others take over at once instead of after the silence that means death. */
export async function withdraw(database: Database, self: Executor): Promise<void> {
  await database
    .deleteFrom('engine_executors')
    .where('executor', '=', self.executor)
    .where('incarnation', '=', self.incarnation)
    .execute()
}

/**
 * Makes the operations of processes that have withdrawn, or are named as silent, this one's; of several that try, one
 * gets each. A silent one that has beaten again since keeps its own.
 */
export async function takeOver(
  database: Database,
  executor: string,
  silent: ReadonlyMap<string, string>,
): Promise<string[]> {
  const beats = [...silent].map(([name, last]) => sql`${name + last}`)
  const rows = await database
    .updateTable('engine_operations as operation')
    .set({ executor })
    .where('state', 'in', WORKING_STATES)
    .where('operation.executor', '!=', executor)
    .where(({ not, exists, selectFrom }) => {
      const present = selectFrom('engine_executors as other')
        .select('other.executor')
        .whereRef('other.executor', '=', 'operation.executor')
      const alive =
        beats.length === 0
          ? present
          : present.where(sql`other.executor || other.incarnation || other.beat_at::text`, 'not in', beats)
      return not(exists(alive))
    })
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}
