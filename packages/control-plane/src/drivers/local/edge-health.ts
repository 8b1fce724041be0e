import { readFile } from 'node:fs/promises'
import type { PartHealth } from '@aipress/contract'
import { askEdge } from './edge-admin.ts'
import { EDGE_SERVICE } from './edge-service.ts'
import type { Layout } from './layout.ts'
import type { ServiceStatus } from './supervisor.ts'

/** Asks nginx itself; the supervisor adds what it knows. Never throws for a sick edge. */
export async function edgeHealth(
  layout: Layout,
  statusOf: ((name: string) => Promise<ServiceStatus | undefined>) | undefined,
  signal: AbortSignal,
): Promise<PartHealth> {
  const [answer, status] = await Promise.all([
    askEdge(layout, { method: 'GET', path: '/health' }, signal).catch(() => undefined),
    statusOf?.(EDGE_SERVICE).catch(() => undefined),
  ])
  signal.throwIfAborted()
  const healthy = answer?.status === 200
  const memoryBytes = await memoryOf(layout)
  return {
    name: EDGE_SERVICE,
    healthy,
    ...(healthy ? {} : { problem: problemOf(status) }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(status === undefined ? {} : { uptimeSeconds: status.uptimeSeconds, restarts: status.restarts }),
    ...(status?.lastRestartAt === undefined ? {} : { lastRestartAt: status.lastRestartAt }),
  }
}

function problemOf(status: ServiceStatus | undefined): string {
  if (status === undefined) return 'nginx does not answer.'
  return status.up
    ? 'nginx runs but does not answer.'
    : 'nginx is not running; the supervisor starts it again.'
}

/** Of master and workers, with shared memory divided among those who share it. */
async function memoryOf(layout: Layout): Promise<number | undefined> {
  const master = (await readFile(layout.edge.pid, 'utf8').catch(() => '')).trim()
  if (!/^\d+$/.test(master)) return undefined
  const workers = await readFile(`/proc/${master}/task/${master}/children`, 'utf8').catch(() => '')
  const sizes = await Promise.all([master, ...workers.split(' ').filter(Boolean)].map(proportionalSize))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return total === 0 ? undefined : total
}

async function proportionalSize(pid: string): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024
}
