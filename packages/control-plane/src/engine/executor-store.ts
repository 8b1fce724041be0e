import { type Database, sql } from '../kernel/database.ts'
import { WORKING_STATES } from './operation-store.ts'

/** Heartbeats of the processes that run operations. Times are the database's, so clocks need not agree. */

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

/** Answers how many others are known, alive or not; nothing where a newer process runs under the same name. */
export async function beat(database: Database, self: Executor): Promise<{ others: number } | undefined> {
  return database
    .updateTable('engine_executors')
    .set({ beat_at: sql<Date>`clock_timestamp()` })
    .where('executor', '=', self.executor)
    .where('incarnation', '=', self.incarnation)
    .returning(sql<number>`(select count(*)::integer - 1 from engine_executors)`.as('others'))
    .executeTakeFirst()
}

/** Lets others take over at once instead of after the silence that means death. */
export async function withdraw(database: Database, self: Executor): Promise<void> {
  await database
    .deleteFrom('engine_executors')
    .where('executor', '=', self.executor)
    .where('incarnation', '=', self.incarnation)
    .execute()
}

/** Makes the operations of silent processes this one's; of several that try, one gets each. */
export async function takeOver(
  database: Database,
  executor: string,
  deadAfterSeconds: number,
): Promise<string[]> {
  const rows = await database
    .updateTable('engine_operations as operation')
    .set({ executor })
    .where('state', 'in', WORKING_STATES)
    .where('operation.executor', '!=', executor)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('engine_executors as alive')
            .select('alive.executor')
            .whereRef('alive.executor', '=', 'operation.executor')
            .where('beat_at', '>', sql<Date>`clock_timestamp() - make_interval(secs => ${deadAfterSeconds})`),
        ),
      ),
    )
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}
