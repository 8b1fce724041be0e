import { setTimeout as delay } from 'node:timers/promises'
import { createClient, listShards, type Shard } from '@aipress/contract'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import type { Layout } from '@aipress/control-plane/drivers/local/layout.ts'
import { SetupError } from '../../../tools/setup-error.mjs'

/** After a first start the control plane records the shard within a second and prepares slots in turn. */
const READY_WAIT_MS_MAX = 60_000
/** Without a warm slot a site can be created as well, only slower. */
const WARM_WAIT_MS_MAX = 20_000
const PAUSE_MS = 200

export interface CapacityWanted {
  readonly layout: Layout
  readonly warmSlots: number
  /** Each has a shard of its own. */
  readonly groups: number
  readonly signal: AbortSignal
}

/** Resolves once each control group can create a site, at full speed if that is soon. */
export async function awaitCapacity({ layout, warmSlots, groups, signal }: CapacityWanted): Promise<void> {
  const client = createClient({ baseUrl: 'http://localhost', fetch: fetchOverSocket(layout.machineSocket) })
  const startedAt = Date.now()
  for (;;) {
    // The control plane may be starting again after a fault that a test injected.
    const { items } = await client.call(listShards, {}, { signal }).catch(() => ({ items: [] as Shard[] }))
    const waitedMs = Date.now() - startedAt
    const ready = items.filter(({ state }) => state === 'healthy' || state === 'degraded')
    const ofGroups = Array.from({ length: groups }, (_, index) =>
      ready.filter(({ controlGroup }) => controlGroup === index + 1),
    )
    const isWarm = warmSlots === 0 || ofGroups.every((shards) => shards.some(isWarmOrFull))
    const isReady = ofGroups.every((shards) => shards.length > 0)
    if (isReady && (isWarm || waitedMs > WARM_WAIT_MS_MAX)) return
    if (waitedMs > READY_WAIT_MS_MAX) throw noShard(layout)
    await delay(PAUSE_MS, undefined, { signal })
  }
}

const isWarmOrFull = (shard: Shard) => shard.warmSlots > 0 || shard.sites >= shard.sitesMax

function noShard(layout: Layout): SetupError {
  return new SetupError(
    'The control plane runs, but not every control group had a shard ready within a minute.',
    {
      hint: 'Its log says why; put that right and run "npm run up" again.',
      log: `${layout.log('control-plane')}/current`,
    },
  )
}
