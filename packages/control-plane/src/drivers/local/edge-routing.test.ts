import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { siteRoute, startEdge, type TestEdge } from '../../../../../test/harness/edge.ts'
import { exchange, visit } from '../../../../../test/harness/http.ts'
import type { Route } from '../../platform/edge.ts'

const suspended = (hostname: string, epoch = 1): Route => ({
  kind: 'suspended',
  hostname,
  siteId: 'site_000000000000001',
  epoch,
})
const redirectTo = (hostname: string, to: string): Route => ({
  kind: 'redirect',
  hostname,
  siteId: 'site_000000000000001',
  to,
  epoch: 1,
})
const rawGet = (host: string, target = '/') =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`

test('every worker shows a change within 100 ms, without a reload', async ({ signal }) => {
  await using open = await startEdge()
  // Asked often enough that both workers have seen the host, and remember that it was unknown.
  await Promise.all(Array.from({ length: 50 }, () => visit({ port: open.port, host: 'new.localhost' })))
  const workersBefore = await workersOf(open)

  for (let round = 1; round <= 20; round += 1) {
    const route = round % 2 === 0 ? suspended('new.localhost', round) : redirect(round)
    await open.edge.publish(route, signal)
    const published = performance.now()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => visit({ port: open.port, host: 'new.localhost' })),
    )
    expect(performance.now() - published).toBeLessThan(100)
    for (const answer of answers) expect(answer.status).toBe(round % 2 === 0 ? 503 : 301)
  }
  expect(await workersOf(open)).toBe(workersBefore)

  function redirect(epoch: number): Route {
    return { ...redirectTo('new.localhost', 'http://other.localhost'), epoch } as Route
  }
})

test('a route that nobody told the edge about is seen within a good second', async ({ signal }) => {
  await using open = await startEdge()
  await open.edge.publish(suspended('bakery.localhost'), signal)
  expect((await visit({ port: open.port, host: 'bakery.localhost' })).status).toBe(503)
  const path = join(open.layout.edge.routes, 'bakery.localhost')
  await writeFile(`${path}.next`, JSON.stringify(redirectTo('bakery.localhost', 'http://b.localhost')))
  await rename(`${path}.next`, path)
  await vi.waitFor(
    async () => expect((await visit({ port: open.port, host: 'bakery.localhost' })).status).toBe(301),
    { timeout: 1500, interval: 50 },
  )
})

test('publishing succeeds while the edge is away', async ({ signal }) => {
  const open = await startEdge()
  await open[Symbol.asyncDispose]()
  await mkdir(open.layout.edge.routes, { recursive: true })
  await open.edge.publish(suspended('bakery.localhost'), signal)
  expect(await open.edge.health(signal)).toEqual({
    name: 'edge',
    healthy: false,
    problem: 'nginx does not answer.',
  })
  await rm(open.home, { recursive: true })
})

test('a route that cannot be read is 503, not 404, and is no route to the reconciler', async ({ signal }) => {
  await using open = await startEdge()
  await writeFile(join(open.layout.edge.routes, 'broken.localhost'), '{"kind":')
  expect((await visit({ port: open.port, host: 'broken.localhost' })).status).toBe(503)
  expect(await open.edge.inspect('broken.localhost', signal)).toBeUndefined()
})

test('spellings of a hostname lead to its site: capitals, port, final dot', async ({ signal }) => {
  await using open = await startEdge()
  await open.edge.publish(suspended('bakery.localhost'), signal)
  for (const host of [
    'BAKERY.LocalHost',
    'bakery.localhost:80',
    'bakery.localhost:99999',
    'bakery.localhost.',
  ]) {
    expect(await exchange(open.port, rawGet(host)), host).toMatch(/^HTTP\/1.1 503 /)
  }
  // The address in the request line counts, not the header.
  expect(await exchange(open.port, rawGet('elsewhere.localhost', 'http://bakery.localhost/'))).toMatch(
    /^HTTP\/1.1 503 /,
  )
})

test.each([
  ['../x', 400],
  ['..', 400],
  ['a/../../etc/passwd', 400],
  ['%2e%2e%2fx', 404],
  ['..\\x', 400],
  ['.new-1', 404],
  ['-x.localhost', 404],
  ['a b', 400],
  ['', 400],
  ['[::2]', 404],
  ['[::ffff', 404],
  ['192.0.2.1', 404],
  ['b\u00e4ckerei.localhost', 404],
  ['$host', 404],
  [`${'x'.repeat(300)}.localhost`, 404],
  ['a\0b', 400],
])('the host %j is answered with our own page and status %i', async (host, status) => {
  await using open = await startEdge()
  await writeFile(join(open.layout.edge.root, 'x'), JSON.stringify(suspended('x')))
  const answer = await exchange(open.port, rawGet(host))
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer).toContain('<main>')
  expect(answer).not.toContain('<center>')
})

test('the console is on its names and on loopback, over IPv4 and IPv6', async () => {
  await using open = await startEdge()
  await mkdir(open.layout.console, { recursive: true })
  await writeFile(join(open.layout.console, 'index.html'), 'the console')
  for (const host of ['aipress.localhost', 'localhost', '127.0.0.1', '[::1]', 'LOCALHOST']) {
    for (const address of ['127.0.0.1', '::1']) {
      expect((await visit({ port: open.port, host, address })).body).toBe('the console')
    }
  }
})

test('50,000 routes do not slow a visit or a change', async ({ signal }) => {
  await using open = await startEdge()
  const names = Array.from({ length: 50_000 }, (_, index) => `site-${index}.localhost`)
  for (let start = 0; start < names.length; start += 500) {
    await Promise.all(
      names
        .slice(start, start + 500)
        .map((name) =>
          writeFile(
            join(open.layout.edge.routes, name),
            JSON.stringify({ ...siteRoute(name), live: '/nowhere', socket: '/nowhere.sock' }),
          ),
        ),
    )
  }
  await open.edge.publish(suspended('site-49999.localhost', 2), signal)
  await visit({ port: open.port, host: 'site-49999.localhost' })

  const took: number[] = []
  for (let index = 0; index < 40; index += 1) {
    const hostname = `site-${index * 1000}.localhost`
    const start = performance.now()
    await open.edge.publish(suspended(hostname, 2), signal)
    expect((await visit({ port: open.port, host: hostname })).status).toBe(503)
    took.push(performance.now() - start)
  }
  expect(took.sort((a, b) => a - b)[20]).toBeLessThan(100)
  expect((await open.edge.hostnames(signal)).length).toBe(50_000)
}, 120_000)

test('inventing hostnames pushes out no route and leaves the memory bounded', async ({ signal }) => {
  await using open = await startEdge()
  await open.edge.publish(suspended('bakery.localhost'), signal)
  await visit({ port: open.port, host: 'bakery.localhost' })
  const before = (await open.edge.health(signal)).memoryBytes ?? 0
  const requests = Array.from(
    { length: 20_000 },
    (_, index) => `GET / HTTP/1.1\r\nHost: invented-${index}.example\r\n\r\n`,
  )
  const answers = await exchange(open.port, `${requests.slice(0, 900).join('')}${rawGet('bakery.localhost')}`)
  expect(answers.match(/HTTP\/1.1 404/g)).toHaveLength(900)
  expect(answers).toContain('HTTP/1.1 503')
  for (let start = 900; start < requests.length; start += 900) {
    await exchange(open.port, `${requests.slice(start, start + 900).join('')}${rawGet('bakery.localhost')}`)
  }
  expect((await open.edge.health(signal)).memoryBytes).toBeLessThan(before + 16_000_000)
})

async function workersOf(open: TestEdge): Promise<string> {
  const master = (await readFile(open.layout.edge.pid, 'utf8')).trim()
  return readFile(`/proc/${master}/task/${master}/children`, 'utf8')
}
