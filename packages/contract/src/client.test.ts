import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineAction } from './action.ts'
import { createClient, requestOf } from './client.ts'

const count = defineAction({
  name: 'numbers.count',
  summary: 'Count',
  input: z.object({ site: z.string(), tags: z.array(z.string()).optional(), note: z.string().optional() }),
  output: z.object({ counted: z.number() }),
  events: z.object({ now: z.number() }),
  errors: [],
  effect: 'reads',
  permission: 'sites:read',
  http: 'GET /v1/sites/{site}/count',
  cli: 'count <site>',
  cliExample: 'aipress count x',
  examples: ['count {site}'],
})

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A server that answers as told; the client under test is real. */
async function clientOf(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

const follow = async (listener: RequestListener) => {
  const events: unknown[] = []
  const client = await clientOf(listener)
  const onEvent = (event: unknown) => events.push(event)
  return { events, call: client.call(count, { site: 'x' }, { onEvent }) }
}

describe('a request', () => {
  test('puts inputs where the route says', () => {
    expect(requestOf(count, { site: 'a/b ü', tags: ['x', 'y'], note: undefined }).url).toBe(
      '/v1/sites/a%2Fb%20%C3%BC/count?tags=x&tags=y',
    )
    const rename = { ...count, http: 'PATCH /v1/sites/{site}' } as const
    expect(requestOf(rename, { site: 'x', note: 'new' })).toMatchObject({
      url: '/v1/sites/x',
      init: { method: 'PATCH', body: '{"note":"new"}' },
    })
  })

  test.each(['', '.', '..'])('does not ask another route when the name is %j', (site) => {
    expect(() => requestOf(count, { site })).toThrow('"site"')
  })
})

describe('a stream', () => {
  const type = { 'content-type': 'text/event-stream' }

  test('is read across pieces, comments and line ends of any kind', async () => {
    const text =
      ': hello\r\n\r\nevent: event\r\ndata: {"now":1}\r\n\r\n: ping\n\nevent: output\ndata: {"counted":\ndata: 1}\n\n'
    const { events, call } = await follow(async (_request, response) => {
      response.writeHead(200, type)
      for (const letter of text) {
        response.write(letter)
        await new Promise(setImmediate)
      }
      response.end()
    })
    expect(await call).toEqual({ counted: 1 })
    expect(events).toEqual([{ now: 1 }])
  })

  test('that ends too early is a failure that may pass', async () => {
    const { call } = await follow((_request, response) => {
      response.writeHead(200, type).end('event: event\ndata: {"now":1}\n\n')
    })
    await expect(call).rejects.toMatchObject({ code: 'platform_unavailable', retryable: true })
  })

  test('that breaks is one too', async () => {
    const { call } = await follow((_request, response) => {
      response.writeHead(200, type).write('event: event\n')
      response.destroy()
    })
    await expect(call).rejects.toMatchObject({ code: 'platform_unavailable' })
  })
})

test('an answer of something in between is told with its status', async () => {
  const client = await clientOf((_request, response) => {
    response.writeHead(502).end('<h1>Bad Gateway</h1>')
  })
  await expect(client.call(count, { site: 'x' })).rejects.toMatchObject({
    code: 'platform_unavailable',
    message: expect.stringContaining('502'),
  })
})

test('a platform that does not run is told as one', async () => {
  const client = createClient({ baseUrl: 'http://127.0.0.1:1' })
  await expect(client.call(count, { site: 'x' })).rejects.toMatchObject({
    code: 'platform_unavailable',
    hint: expect.stringContaining('npm run status'),
  })
})
