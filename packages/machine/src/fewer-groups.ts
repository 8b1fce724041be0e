import type { Layout } from '@aipress/control-plane/drivers/local/layout.ts'
import { becomesReady } from '@aipress/control-plane/drivers/local/wait.ts'
import { SetupError } from '../../../tools/setup-error.mjs'
import { exists } from './files.ts'
import { query } from './postgres.ts'

/**
 * A control group whose process is no longer started would leave its sites to nobody: they would go on serving
 * and could never be changed. So there can be fewer groups only once those beyond have no shards.
 */
export async function requireNoShardsBeyond(
  layout: Layout,
  groups: number,
  signal: AbortSignal,
): Promise<void> {
  if (!(await exists(layout.postgres.data))) return
  await becomesReady('PostgreSQL', () => query(layout, 'postgres', 'SELECT 1'), signal)
  const shards = await shardsBeyond(layout, groups)
  if (shards.length === 0) return
  const gone = [...new Set(shards.map(({ group }) => group))]
  const which = gone.length === 1 ? `Control group ${gone[0]} has` : `Control groups ${gone.join(', ')} have`
  throw new SetupError(`${which} shards: ${shards.map(({ shardId }) => shardId).join(', ')}.`, {
    hint: `Go on with --groups ${Math.max(...gone)}; or delete their sites, wait until those are gone for good, and retire the shards first.`,
  })
}

/** None where the platform never came so far as to have any. */
async function shardsBeyond(layout: Layout, groups: number): Promise<{ shardId: string; group: number }[]> {
  const tables = await query(layout, 'aipress', "SELECT to_regclass('shards') AS shards").catch(() => [])
  if (typeof tables[0]?.shards !== 'string') return []
  const rows = await query(
    layout,
    'aipress',
    `SELECT shard_id, control_group FROM shards
     WHERE control_group > ${Math.trunc(groups)} AND state <> 'retired' ORDER BY number`,
  )
  return rows.map((row) => ({ shardId: String(row.shard_id), group: Number(row.control_group) }))
}
