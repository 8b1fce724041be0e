import type { Engine } from '../engine/engine.ts'

/** What stands in the way of an operation that failed rarely goes within seconds. */
const TRY_AGAIN_MS = 5 * 60_000

/** Whether the site's last operation was this one and ended a short while ago without having its effect. */
export async function triedLately(
  engine: Engine,
  siteId: string,
  action: string,
  nowMs: number,
): Promise<boolean> {
  const { items } = await engine.list({ accountId: undefined, siteId, limit: 1 })
  const [last] = items
  if (last?.action !== action || last.finishedAt === undefined || last.state === 'succeeded') return false
  return nowMs - Date.parse(last.finishedAt) < TRY_AGAIN_MS
}
