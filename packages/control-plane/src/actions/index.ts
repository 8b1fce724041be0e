import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import { KEY_KEPT_MS } from './idempotency.ts'
import { deleteExpiredKeys } from './idempotency-store.ts'

export { type ActionsDeps, createActions } from './create-actions.ts'
export { effectsOf, isSecret, readDryRun, thingSlotOf } from './dry-run-answer.ts'
export { asFailure } from './failure.ts'
export {
  type Actions,
  type CallContext,
  type CallOptions,
  type Handler,
  handle,
  idsFrom,
} from './handler.ts'
export { actionsMigrations } from './idempotency-store.ts'
export { parseInput } from './invalid-input.ts'
export { requireAllowed } from './permitted.ts'

/** Removes idempotency keys older than 24 hours; answers how many. Call it about once an hour. */
export function purgeIdempotencyKeys(database: Database, clock: Clock): Promise<number> {
  return deleteExpiredKeys(database, new Date(clock() - KEY_KEPT_MS))
}
