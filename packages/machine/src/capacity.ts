import { setTimeout as delay } from 'node:timers/promises'
import { createClient, listShards, type Shard } from '@aipress/contract'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import type { Layout } from '@aipress/control-plane/drivers/local/layout.ts'
import { SetupError } from '../../../tools/setup-error.mjs'

/** After a first start the control plane records the shard within a second and prepares slots in turn. */
const READY_WAIT_MS_MAX = 60_000
/** Without a warm slot a site can be created as well, only slower. */
const WARM_WAIT_MS_MAX = 20_000
const PAUSE_MS = 50

/** Resolves once the first site can be created, at full speed if that is soon. */
export async function awaitCapacity(layout: Layout, warmSlots: number, signal: AbortSignal): Promise<void> {
  const client = createClient({ baseUrl: 'http://localhost', fetch: fetchOverSocket(layout.machineSocket) })
  const startedAt = Date.now()
  for (;;) {
    // The control plane may be starting again after a fault that a test injected.
    const { items } = await client.call(listShards, {}, { signal }).catch(() => ({ items: [] as Shard[] }))
    const waitedMs = Date.now() - startedAt
    const ready = items.filter(({ state }) => state === 'healthy' || state === 'degraded')
    const isWarm =
      warmSlots === 0 || ready.some((shard) => shard.warmSlots > 0 || shard.sites >= shard.sitesMax)
    if (ready.length > 0 && (isWarm || waitedMs > WARM_WAIT_MS_MAX)) return
    if (waitedMs > READY_WAIT_MS_MAX) throw noShard(layout)
    await delay(PAUSE_MS, undefined, { signal })
  }
}

function noShard(layout: Layout): SetupError {
  return new SetupError('The control plane runs, but no shard became ready within a minute.', {
    hint: 'Its log says why; put that right and run "npm run up" again.',
    log: `${layout.log('control-plane')}/current`,
  })
}
