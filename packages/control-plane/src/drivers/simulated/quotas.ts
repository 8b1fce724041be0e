import { AipressError } from '@aipress/contract'
import type { FigureBook } from './figures.ts'
import type { WorldDatabase } from './world-database.ts'
import { QUOTAS, type QuotaName, type WorldSettings } from './world-options.ts'

export interface Quotas {
  /** Takes so many, inside the caller's transaction; fails with `rate_limited` where fewer are left. */
  take(name: QuotaName, count: number, shardId: string): void
  /** Fails with `shard_full` where the shard has as many as it may have. */
  refuseBeyond(name: QuotaName, existing: number, shardId: string): void
}

/** A bucket in one statement, so that it is right whichever processes draw from it. Answers nothing when refused. */
const TAKE = `
  INSERT INTO quotas VALUES (:subject, :burst - :count, :now)
  ON CONFLICT (subject) DO UPDATE SET
    tokens = min(:burst, tokens + max(0, :now - at_ms) * :perMs) - :count, at_ms = max(at_ms, :now)
  WHERE min(:burst, tokens + max(0, :now - at_ms) * :perMs) >= :count
  RETURNING tokens`

/** Google Cloud's, as token buckets: a full minute's allowance at once, and then as it grows back. */
export function createQuotas(database: WorldDatabase, settings: WorldSettings, figures: FigureBook): Quotas {
  return {
    take(name, count, shardId) {
      const { per, windowSeconds } = QUOTAS[name]
      const limit = settings.limitOf(name)
      // Without time there is no minute that could have been used up.
      if (windowSeconds === undefined || settings.timeScale === 0 || limit === Number.POSITIVE_INFINITY)
        return
      const subject = per === 'world' ? name : `${name} ${shardId}`
      const perMs = limit / (windowSeconds * 1_000 * settings.timeScale)
      const values = { subject, burst: limit, count, now: settings.clock(), perMs }
      if (database.getNamed(TAKE, values) !== undefined) return
      figures.add('quotaHits', name, 1)
      throw exceeded(name, limit, windowSeconds)
    },
    refuseBeyond(name, existing, shardId) {
      const limit = settings.limitOf(name)
      if (existing < limit) return
      figures.add('quotaHits', name, 1)
      throw new AipressError(
        'shard_full',
        `${shardId} has ${limit} ${name}, as many as a project may have.`,
        {
          hint: 'Remove or move a site of this shard first.',
        },
      )
    },
  }
}

function exceeded(name: QuotaName, limit: number, windowSeconds: number): AipressError {
  const window = windowSeconds === 1 ? 'a second' : `${windowSeconds} seconds`
  return new AipressError('rate_limited', `Google Cloud allows ${limit} ${name} in ${window}.`, {
    hint: `Try again within ${windowSeconds} s.`,
    context: { quota: name },
  })
}
