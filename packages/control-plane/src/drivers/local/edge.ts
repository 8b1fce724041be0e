import { AipressError } from '@aipress/contract'
import { createTurns } from '../../kernel/turns.ts'
import type { Edge, PurgedPart } from '../../platform/edge.ts'
import type { Place } from '../../platform/place.ts'
import { askEdge } from './edge-admin.ts'
import { edgeHealth } from './edge-health.ts'
import { ensureSiteLogs } from './edge-logs.ts'
import { readRoute, removeRoute, routedHostnames, writeRoute } from './edge-route-file.ts'
import { edgeTraffic } from './edge-traffic.ts'
import type { Layout } from './layout.ts'
import type { ServiceStatus } from './supervisor.ts'

export interface LocalEdgeOptions {
  /** The supervisor's, to report uptime and restarts. */
  readonly statusOf?: (name: string) => Promise<ServiceStatus | undefined>
}

/**
 * Routes are files that nginx reads itself. Writing one is all that a change needs; the notice to
 * nginx afterwards only makes it visible at once instead of within a second. So nginx may be away
 * while routes change, and this process may be away for ever while visitors are served.
 */
export function createLocalEdge(layout: Layout, { statusOf }: LocalEdgeOptions = {}): Edge {
  // Two calls for one hostname would otherwise both see the old epoch, and the older one could win. Of two processes
  // only the one that holds the site's operation publishes, so this need not reach further.
  const turns = createTurns()
  return {
    publish: (route, signal) =>
      turns.take(route.hostname, async () => {
        signal.throwIfAborted()
        const known = await readRoute(layout, route.hostname)
        if (known !== undefined && known.epoch > route.epoch) return
        await ensureSiteLogs(layout, route.siteId)
        await writeRoute(layout, route)
        await announce(layout, route.hostname)
      }),
    unpublish: (hostname, signal) =>
      turns.take(hostname, async () => {
        signal.throwIfAborted()
        await removeRoute(layout, hostname)
        await announce(layout, hostname)
      }),
    purge: (place, signal, part) => purgePlace(layout, place, signal, part),
    inspect: async (hostname) => readRoute(layout, hostname),
    hostnames: async () => routedHostnames(layout),
    health: (signal) => edgeHealth(layout, statusOf, signal),
    traffic: (signal) => edgeTraffic(layout, signal),
  }
}

/** Where nobody listens there are no pages; an edge that listens and does not answer may have some. */
async function purgePlace(
  layout: Layout,
  { shardId, slot }: Place,
  signal: AbortSignal,
  part: PurgedPart | undefined,
): Promise<void> {
  const query = new URLSearchParams({ place: `${shardId}/${slot}`, ...part })
  // A plus sign would be one to nginx.
  const path = `/cache/purge?${query.toString().replaceAll('+', '%20')}`
  try {
    const answer = await askEdge(layout, { method: 'POST', path }, signal)
    if (answer.status !== 204) throw new Error(`The edge answers ${answer.status}.`)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && /^(ENOENT|ECONNREFUSED)$/.test(String(cause.code)))
      return
    throw new AipressError('platform_unavailable', 'The edge did not confirm that it forgot the pages.', {
      hint: 'Try again in a moment.',
      cause,
    })
  }
}

/** The route is on disk already: an edge that cannot be told reads it within a second, or when it starts. */
async function announce(layout: Layout, hostname: string): Promise<void> {
  const path = `/routes/forget?hostname=${encodeURIComponent(hostname)}`
  await askEdge(layout, { method: 'POST', path }, new AbortController().signal).catch(() => undefined)
}
