import { readFile } from 'node:fs/promises'
import { Agent, get as httpGet } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  layOutSite,
  siteRoute,
  startEdge,
  startPhp,
  type TestEdge,
} from '../../../../../test/harness/edge.ts'
import { exchange, visit } from '../../../../../test/harness/http.ts'
import { layOutCountingSite } from './testing/counting-site.ts'

const [HOST, OTHER] = ['bakery.localhost', 'butcher.localhost']
const PLACE = { shardId: 'shard-001', slot: 1 }
const SITE_ID = 'site_000000000000001'
const signal = () => AbortSignal.timeout(5_000)
/** So often that every worker has answered it, and answers what it has in mind. */
const OFTEN = 20

let open: TestEdge
let php: AsyncDisposable

beforeAll(async () => {
  open = await startEdge({ trustedProxies: ['127.0.0.0/8'] })
  await layOutSite(open.layout, PLACE)
  await layOutCountingSite(open)
  php = await startPhp(open.layout, PLACE)
  await open.edge.publish(siteRoute(HOST), signal())
  // Of a place where nothing is: whatever is sent there was another's.
  const nowhere = { siteId: 'site_000000000000002', place: { shardId: 'shard-001', slot: 2 } }
  await open.edge.publish(siteRoute(OTHER, nowhere), signal())
})
afterAll(async () => {
  await php?.[Symbol.asyncDispose]()
  await open?.[Symbol.asyncDispose]()
})

const often = async (path: string, headers: Record<string, string> = {}) => {
  const answers = []
  for (let count = 0; count < OFTEN; count += 1)
    answers.push(await visit({ port: open.port, host: HOST, path, headers }))
  return answers
}

test.each(['GET', 'POST'])(
  'nobody gets into the edge’s own places by a body of unknown length (%s)',
  async (method) => {
    for (const place of ['kept', 'page', 'chunked', 'no-such']) {
      for (let count = 0; count < OFTEN; count += 1) {
        await visit({ port: open.port, host: HOST })
        const answer = await exchange(
          open.port,
          `${method} /.aipress-${place} HTTP/1.1\r\nHost: ${OTHER}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`,
        )
        expect(answer).toMatch(/^HTTP\/1\.1 404 /)
        expect(answer).not.toContain('rendering')
      }
    }
  },
)

test('a proxy that is believed has pages of its own scheme, and nobody else gets them', async () => {
  for (const scheme of ['http', 'https', 'http', 'https']) {
    const answers = await often('/', { 'x-forwarded-proto': scheme })
    for (const { body } of answers) expect(body).toContain(`"REQUEST_SCHEME":"${scheme}"`)
  }
})

test('visitors are told once that an answer differs by what they take, kept or just made', async () => {
  for (const coding of ['identity', 'gzip', 'br']) {
    await open.edge.purge(PLACE, signal())
    for (const state of ['MISS', 'HIT']) {
      const { headers } = await visit({ port: open.port, host: HOST, headers: { 'accept-encoding': coding } })
      expect(headers).toMatchObject({ 'x-aipress-cache': state, vary: 'Accept-Encoding' })
    }
  }
})

test('each visit of a kept page is found in the log by the id that its visitor was shown', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const idOf = () =>
    new Promise<unknown>((resolve, reject) => {
      const options = { port: open.port, agent, headers: { host: HOST } }
      httpGet(options, (response) => {
        text(response).then(() => resolve(response.headers['x-request-id']), reject)
      }).on('error', reject)
    })
  await idOf()
  const shown: unknown[] = []
  for (let count = 0; count < 4; count += 1) shown.push(await idOf())
  agent.destroy()
  expect(new Set(shown).size).toBe(4)
  await vi.waitFor(async () => {
    const log = await readFile(join(open.layout.edge.siteLogs, SITE_ID, 'access.log'), 'utf8')
    const ids = log
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { requestId: string }).requestId)
    for (const id of shown) expect(ids.filter((one) => one === id)).toHaveLength(1)
  })
})
