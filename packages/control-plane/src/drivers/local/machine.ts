import { readFile, statfs } from 'node:fs/promises'
import type { PartHealth } from '@aipress/contract'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import pg from 'pg'
import type { Edge } from '../../platform/edge.ts'
import { DISK_FREE_BYTES_MIN, type Machine } from '../../platform/machine.ts'
import { EDGE_SERVICE } from './edge-service.ts'
import type { Layout } from './layout.ts'
import { memoryOf } from './process-memory.ts'
import type { ServiceStatus, Supervisor } from './supervisor.ts'

export const POSTGRES_SERVICE = 'postgres'
export const CONTROL_PLANE_SERVICE = 'control-plane'
export const groupService = (controlGroup: number) => `${CONTROL_PLANE_SERVICE}-${controlGroup}`

/** The groups that have processes of their own on a platform with so many. */
export const groupsApart = (groups: number): number[] =>
  groups === 1 ? [] : Array.from({ length: groups }, (_, index) => index + 1)

const PROBE_TIMEOUT_MS = 3_000
const INCIDENTS_MAX = 20

interface LocalMachineDeps {
  readonly layout: Layout
  readonly supervisor: Supervisor
  readonly edge: Pick<Edge, 'health'>
  /** Control groups that have a process of their own; none where one process does everything. */
  readonly groups: readonly number[]
}

/** This machine. Needs neither database nor control plane, so that it also tells of their absence. */
export function createLocalMachine({ layout, supervisor, edge, groups }: LocalMachineDeps): Machine {
  return {
    async parts(signal) {
      const services = (await supervisor.list()).filter(({ name }) => !isOfShard(name))
      const own = services.filter(({ name }) => name !== EDGE_SERVICE)
      const expected = [POSTGRES_SERVICE, CONTROL_PLANE_SERVICE, ...groups.map(groupService)]
      const missing = expected.filter((name) => !services.some((service) => service.name === name))
      const parts = await Promise.all([
        ...missing.map((name) => ({ name, healthy: false, problem: 'It is not installed.' })),
        edge.health(signal),
        ...own.map((service) => inspect(layout, service, signal)),
      ])
      const disk = await inspectDisk(layout)
      return [...parts, ...disk].sort((a, b) => a.name.localeCompare(b.name))
    },
    disk: () => readDisk(layout),
    incidents: () => readIncidents(layout),
  }
}

async function readDisk(layout: Layout): ReturnType<Machine['disk']> {
  const { bsize, bavail, blocks } = await statfs(layout.home)
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** Shown among the parts only while it needs somebody to act: people look there for what is wrong. */
async function inspectDisk(layout: Layout): Promise<PartHealth[]> {
  const { freeBytes } = await readDisk(layout)
  if (freeBytes >= DISK_FREE_BYTES_MIN) return []
  const problem = `Only ${Math.floor(freeBytes / 1e6)} MB are free. Free some space on ${layout.home}; nothing needs to be started again.`
  return [{ name: 'disk', healthy: false, problem }]
}

const isOfShard = (service: string) => /^shard-\d+-/.test(service)

async function inspect(layout: Layout, service: ServiceStatus, signal: AbortSignal): Promise<PartHealth> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)])
  const problem = await problemOf(layout, service, limit)
  const memoryBytes = service.pid === undefined ? undefined : await memoryOf(service.pid)
  signal.throwIfAborted()
  return {
    name: service.name,
    healthy: problem === undefined,
    ...(problem === undefined ? {} : { problem }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    uptimeSeconds: service.uptimeSeconds,
    restarts: service.restarts,
    ...(service.lastRestartAt === undefined ? {} : { lastRestartAt: service.lastRestartAt }),
  }
}

/** Who answers is well, whatever the supervisor says: on a full disk it cannot note that a daemon has started. */
async function problemOf(
  layout: Layout,
  { name, up }: ServiceStatus,
  signal: AbortSignal,
): Promise<string | undefined> {
  const notRunning = 'It is not running.'
  const probe = probeOf(name)
  if (probe === undefined) return up ? undefined : notRunning
  try {
    await probe(layout, signal)
    return undefined
  } catch {
    return up ? 'It runs but does not answer.' : notRunning
  }
}

function probeOf(name: string): ((layout: Layout, signal: AbortSignal) => Promise<void>) | undefined {
  const group = /^control-plane-(\d+)$/.exec(name)?.[1]
  if (group === undefined) return PROBES[name]
  return (layout, signal) => pingControlGroup(layout, Number(group), signal)
}

/** A request of its own kind for each daemon; others are healthy while they run. */
const PROBES: Record<string, (layout: Layout, signal: AbortSignal) => Promise<void>> = {
  [POSTGRES_SERVICE]: pingPostgres,
  [CONTROL_PLANE_SERVICE]: pingControlPlane,
}

export async function pingPostgres(layout: Layout): Promise<void> {
  const client = new pg.Client({
    user: 'aipress',
    database: 'aipress',
    host: layout.postgres.run,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  })
  // A server that ends meanwhile is reported by the query; unheard, the event would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
  } finally {
    await client.end().catch(() => undefined)
  }
}

export function pingControlPlane(layout: Layout, signal: AbortSignal): Promise<void> {
  return pingSocket(layout.controlPlaneSocket, signal)
}

export function pingControlGroup(layout: Layout, controlGroup: number, signal: AbortSignal): Promise<void> {
  return pingSocket(layout.groupSocket(controlGroup), signal)
}

async function pingSocket(path: string, signal: AbortSignal): Promise<void> {
  const answer = await fetchOverSocket(path)('http://localhost/health', { signal })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`The control plane answers ${answer.status}.`)
}

/** Lines that are no JSON are those of a full disk; they are passed over. */
async function readIncidents(layout: Layout): ReturnType<Machine['incidents']> {
  const text = await readFile(layout.incidents, 'utf8').catch(() => '')
  const incidents: { at: string; part: string; what: string }[] = []
  for (const line of text.trimEnd().split('\n').slice(-INCIDENTS_MAX).reverse()) {
    try {
      const { at, part, what } = JSON.parse(line)
      incidents.push({ at, part: partOf(part), what })
    } catch {}
  }
  return incidents
}

/** `shard-001-php` → `shard-001/php`: the name that the part has elsewhere. */
const partOf = (service: string) => service.replace(/^(shard-\d+)-/, '$1/')
