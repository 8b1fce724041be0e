import type { Engine } from '../engine/engine.ts'

/** What stands in the way of an operation that failed rarely goes within seconds, and seldom by trying. */
const TRY_AGAIN_MS = 5 * 60_000
const TRY_AGAIN_MS_MAX = 24 * 3_600_000
const LOOKED_BACK_MAX = 50

/**
 * Whether the operation was tried on the site a short while ago without having its effect. After each failure in a
 * row twice as long is a short while, up to a day.
 */
export async function triedLately(
  engine: Engine,
  siteId: string,
  action: string,
  nowMs: number,
): Promise<boolean> {
  const { items } = await engine.list({ scope: undefined, siteId, limit: LOOKED_BACK_MAX })
  const tries = items.filter((one) => one.action === action && one.finishedAt !== undefined)
  const succeeded = tries.findIndex(({ state }) => state === 'succeeded')
  const failures = succeeded < 0 ? tries : tries.slice(0, succeeded)
  const [last] = failures
  if (last?.finishedAt === undefined) return false
  const pauseMs = Math.min(TRY_AGAIN_MS * 2 ** (failures.length - 1), TRY_AGAIN_MS_MAX)
  return nowMs - Date.parse(last.finishedAt) < pauseMs
}
