import { readFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import {
  layOutSite,
  prepareEdge,
  REPO_ROOT,
  removeHome,
  siteRoute,
  startPhp,
} from '../../../../../test/harness/edge.ts'
import { visit } from '../../../../../test/harness/http.ts'
import { retry } from '../../kernel/retry.ts'
import { createLocalEdge } from './edge.ts'
import { writeEdgeFiles } from './edge-files.ts'
import { EDGE_SERVICE, edgeService } from './edge-service.ts'
import { createSupervisor } from './supervisor.ts'
import { stopScanner } from './supervisor-scan.ts'

const HOST = 'bakery.localhost'
const PLACE = { shardId: 'shard-001', slot: 1 }

/** nginx under s6, as on a machine. */
async function superviseEdge(signal: AbortSignal) {
  const prepared = await prepareEdge()
  const supervisor = createSupervisor(prepared.layout)
  await supervisor.ensure(edgeService(prepared.layout), signal)
  const edge = createLocalEdge(prepared.layout, { statusOf: supervisor.status })
  await vi.waitFor(async () => expect(await edge.health(signal)).toMatchObject({ healthy: true }), 10_000)
  const processes = async () => {
    const master = (await readFile(prepared.layout.edge.pid, 'utf8')).trim()
    const workers = await readFile(`/proc/${master}/task/${master}/children`, 'utf8')
    return [master, ...workers.trim().split(' ')].map(Number)
  }
  return {
    ...prepared,
    supervisor,
    edge,
    processes,
    async [Symbol.asyncDispose]() {
      await supervisor.remove(EDGE_SERVICE, AbortSignal.timeout(30_000))
      await stopScanner(prepared.layout, AbortSignal.timeout(10_000))
      removeHome(prepared.home)
    },
  }
}

const isAlive = (pid: number) =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => !/\) Z /.test(stat),
    () => false,
  )

test('killed under load, the edge is back within seconds, alone, with all routes, and takes new ones', async ({
  signal,
}) => {
  await using open = await superviseEdge(signal)
  await layOutSite(open.layout, PLACE)
  await using _php = await startPhp(open.layout, PLACE)
  await open.edge.publish(siteRoute(HOST), signal)
  const before = await open.processes()

  const load = new AbortController()
  const visitors = Array.from({ length: 8 }, () => visitUntil(open.port, load.signal))
  process.kill(before[0] ?? 0, 'SIGKILL')
  await vi.waitFor(
    async () => {
      expect((await open.processes())[0]).not.toBe(before[0])
      expect(await open.edge.health(signal)).toMatchObject({ healthy: true })
    },
    { timeout: 8000, interval: 50 },
  )
  for (const pid of before) expect(await isAlive(pid)).toBe(false)

  // With a worker of old still on the port, some of these would be served by it.
  await open.edge.publish(
    { kind: 'suspended', hostname: HOST, siteId: 'site_000000000000001', epoch: 2 },
    signal,
  )
  const answers = await Promise.all(Array.from({ length: 40 }, () => visit({ port: open.port, host: HOST })))
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([503]))
  load.abort()
  expect((await Promise.all(visitors)).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10)
  expect(await open.edge.health(signal)).toMatchObject({ restarts: 1, lastRestartAt: expect.any(String) })
}, 40_000)

/** Counts what was answered; while the edge is away there is nobody to answer. */
async function visitUntil(port: number, signal: AbortSignal): Promise<number> {
  const limits = { attempts: 1_000, firstDelayMs: 20, delayMsMax: 20 }
  const isWanted = () => !signal.aborted
  for (let answered = 0; ; answered += 1) {
    if (signal.aborted) return answered
    await retry(() => visit({ port, host: HOST }), isWanted, limits).catch(() => undefined)
  }
}

test('a request under way when the master is killed is still answered', async ({ signal }) => {
  await using open = await superviseEdge(signal)
  await layOutSite(open.layout, PLACE)
  await using _php = await startPhp(open.layout, PLACE)
  await open.edge.publish(siteRoute(HOST), signal)
  await visit({ port: open.port, host: HOST })
  const slow = visit({ port: open.port, host: HOST, path: '/?stream=1000' })
  await vi.waitFor(async () =>
    expect(await isAtWork(open.layout.shard('shard-001').slot(1).socket)).toBe(true),
  )
  process.kill((await open.processes())[0] ?? 0, 'SIGKILL')
  expect((await slow).body).toBe('firstlast')
}, 40_000)

async function isAtWork(socket: string): Promise<boolean> {
  // State 03 is a connection; the listening socket itself is 01.
  const lines = (await readFile('/proc/net/unix', 'utf8')).split('\n')
  return lines.filter((line) => line.endsWith(socket)).length > 1
}

test('an nginx that its supervisor lost is replaced', async ({ signal }) => {
  await using open = await superviseEdge(signal)
  const before = await open.processes()
  // A stopped process can neither hear a polite signal nor let go of the port by itself.
  for (const pid of before.slice(1)) process.kill(pid, 'SIGSTOP')
  process.kill(before[0] ?? 0, 'SIGKILL')
  await vi.waitFor(async () => expect(await open.edge.health(signal)).toMatchObject({ healthy: true }), {
    timeout: 8000,
    interval: 50,
  })
  for (const pid of before) expect(await isAlive(pid)).toBe(false)
}, 40_000)

test('changed files are taken up by SIGHUP, and no visitor notices', async ({ signal }) => {
  await using open = await superviseEdge(signal)
  await open.edge.publish(
    { kind: 'suspended', hostname: HOST, siteId: 'site_000000000000001', epoch: 1 },
    signal,
  )
  const settings = {
    port: open.port,
    domain: 'example.test',
    consoleUrl: 'http://aipress.example.test',
    workers: 2,
  }
  expect(await writeEdgeFiles(open.layout, REPO_ROOT, settings)).toEqual({ changed: true })
  expect(await writeEdgeFiles(open.layout, REPO_ROOT, settings)).toEqual({ changed: false })
  const master = (await open.processes())[0]
  await open.supervisor.signal(EDGE_SERVICE, 'HUP')
  const statuses = new Set<number>()
  await vi.waitFor(
    async () => {
      statuses.add((await visit({ port: open.port, host: HOST })).status)
      const page = await visit({ port: open.port, host: 'nobody.example.test' })
      expect(page.body).toContain('http://aipress.example.test')
    },
    { timeout: 8000, interval: 10 },
  )
  expect(statuses).toEqual(new Set([503]))
  expect((await open.processes())[0]).toBe(master)
}, 40_000)
