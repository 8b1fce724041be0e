import type { Edge, Route } from '../../platform/edge.ts'
import { checkedHostname } from '../local/edge-route-file.ts'
import type { WorldParts } from './world.ts'
import type { WorldDatabase } from './world-database.ts'
import type { CallKind } from './world-options.ts'

/** The rule of epochs in the statement itself, as processes of several control groups publish at the same time. */
const PUBLISH = `
  INSERT INTO routes VALUES (?, ?, ?)
  ON CONFLICT (hostname) DO UPDATE SET epoch = excluded.epoch, route = excluded.route
  WHERE excluded.epoch >= epoch`

const MEMORY_BYTES = 17e6

/** One edge for all shards and control groups: a row for each hostname. */
export function createSimulatedEdge({ database, settings, calls }: WorldParts): Edge {
  const startedAtMs = settings.clock()
  const make = <T>(kind: CallKind, signal: AbortSignal, effect: () => T) =>
    calls.make({ kind, subject: 'edge', signal, effect })
  return {
    async publish(route, signal) {
      const hostname = checkedHostname(route.hostname)
      const text = JSON.stringify(
        route.kind === 'redirect' ? { ...route, to: new URL(route.to).origin } : route,
      )
      await make('edge.publish', signal, () => database.run(PUBLISH, hostname, route.epoch, text))
    },
    async unpublish(hostname, signal) {
      const checked = checkedHostname(hostname)
      await make('edge.unpublish', signal, () =>
        database.run('DELETE FROM routes WHERE hostname = ?', checked),
      )
    },
    // It keeps no pages.
    purge: async (_place, signal) => signal.throwIfAborted(),
    inspect: (hostname, signal) => make('edge.inspect', signal, () => findRoute(database, hostname)),
    hostnames: (signal) =>
      make('edge.hostnames', signal, () =>
        database.all('SELECT hostname FROM routes ORDER BY hostname').map((row) => String(row.hostname)),
      ),
    // Visits are simulated one by one, for tests, and not counted.
    traffic: async () => new Map(),
    async health() {
      const startedAt = performance.now()
      database.get('SELECT 1')
      return {
        name: 'edge',
        healthy: true,
        memoryBytes: MEMORY_BYTES,
        uptimeSeconds: Math.floor((settings.clock() - startedAtMs) / 1_000),
        restarts: 0,
        latencyMs: Math.round((performance.now() - startedAt) * 10) / 10,
      }
    },
  }
}

export function findRoute(database: WorldDatabase, hostname: string): Route | undefined {
  const row = database.get('SELECT route FROM routes WHERE hostname = ?', hostname)
  return row === undefined ? undefined : JSON.parse(String(row.route))
}
