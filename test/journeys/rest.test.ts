import {
  ACTIONS,
  AipressError,
  createSite,
  createToken,
  type LogLine,
  listSites,
  newId,
  parseRoute,
  readSiteLogs,
  runWpCli,
  watchOperation,
} from '@aipress/contract'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { clientOf, edgeUrl } from './owners-support.ts'

/** REST as a program far away uses it: through the edge, with a token. */
let cloud: LocalCloud
let token: string
beforeAll(async () => {
  cloud = await startLocalCloud()
  token = (await cloud.call(createToken, { name: 'script' })).secret
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const rest = () => clientOf(cloud, token)
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(edgeUrl(cloud) + path, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  })

test('ten calls at once with one key make one site, and later calls get the same answer', async () => {
  const idempotencyKey = newId('request')
  const create = (title: string) => rest().call(createSite, { title }, { idempotencyKey })
  const answers = await Promise.all(Array.from({ length: 10 }, () => create('Only Once')))
  expect(new Set(answers.map(({ site, operation }) => `${site.siteId} ${operation.operationId}`)).size).toBe(
    1,
  )
  await cloud.settled(String(answers[0]?.operation.operationId))
  expect((await create('Only Once')).site.siteId).toBe(answers[0]?.site.siteId)
  expect((await rest().call(listSites, {})).items).toHaveLength(1)
  await expect(create('Another')).rejects.toThrow(
    expect.objectContaining({ code: 'idempotency_key_reused' }) as AipressError,
  )
})

test('the key of a call that died with its process finds the site that was made', async () => {
  const idempotencyKey = newId('request')
  const create = () => rest().call(createSite, { title: 'Interrupted' }, { idempotencyKey })
  await cloud.faults([{ workflow: 'create-site', step: 'claim-slot', phase: 'before', kind: 'kill' }])
  const first = await create().catch((error: unknown) => error)
  const again = () =>
    create().catch((error: unknown) => {
      if (error instanceof AipressError && error.retryable) return undefined
      throw error
    })
  let answer: Awaited<ReturnType<typeof create>> | undefined
  await expect
    .poll(
      async () => {
        answer ??= await again()
        return answer?.operation.operationId
      },
      { timeout: 40_000, interval: 500 },
    )
    .toBeDefined()
  if (!(first instanceof Error)) expect(first).toMatchObject({ site: { siteId: answer?.site.siteId } })
  expect(await cloud.settled(String(answer?.operation.operationId))).toMatchObject({ state: 'succeeded' })
  const { items } = await rest().call(listSites, { search: 'interrupted' })
  expect(items).toHaveLength(1)
})

test('statuses say what happened', async () => {
  const accepted = await post('/v1/sites', JSON.stringify({ title: 'Status Codes' }))
  expect(accepted.status).toBe(202)
  const { operation } = (await accepted.json()) as { operation: { operationId: string } }
  await rest().call(watchOperation, { operation: operation.operationId }, { onEvent: () => undefined })
  const taken = await post('/v1/sites', JSON.stringify({ title: 'Status Codes' }))
  expect([taken.status, await taken.json()]).toEqual([
    409,
    {
      error: {
        code: 'site_name_taken',
        message: expect.stringContaining('status-codes'),
        hint: expect.stringContaining('status-codes-2'),
        retryable: false,
      },
    },
  ])
  expect((await post('/v1/sites', '{')).status).toBe(400)
  expect((await post('/v1/sites', '{"title":"x"}', { 'content-type': 'text/plain' })).status).toBe(400)
  expect((await post('/v1/sites', '{"title":"x"}', { authorization: 'Bearer aip_no' })).status).toBe(401)
  expect((await post('/v1/nothing', '{}')).status).toBe(404)
})

test('logs are followed as they are written, and the stream ends with its reader', async () => {
  const reader = new AbortController()
  const lines: LogLine[] = []
  const following = rest().call(
    readSiteLogs,
    { site: 'only-once', kind: 'access', follow: true },
    { onEvent: (line) => lines.push(line), signal: reader.signal },
  )
  following.catch(() => undefined)
  await expect
    .poll(
      async () => {
        await cloud.fetchSite('only-once.localhost', '/seen-in-the-log/')
        return lines.map(({ path }) => path)
      },
      { timeout: 20_000, interval: 500 },
    )
    .toContain('/seen-in-the-log/')
  reader.abort()
  await expect(following).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }) as AipressError)
})

test('WP-CLI’s output comes as it is written, then its exit code', async () => {
  const seen: [string, string][] = []
  let textWhenFirstSeen: string | undefined
  const code = 'echo "one\\n"; fwrite(STDERR, "two\\n"); sleep(1); echo "three\\n"; exit(4);'
  const answer = await rest().call(
    runWpCli,
    { site: 'only-once', args: ['eval', code] },
    {
      onEvent: ({ stream, text }) => {
        seen.push([stream, text])
        textWhenFirstSeen ??= text
      },
    },
  )
  expect(textWhenFirstSeen).not.toContain('three')
  expect(answer).toEqual({ exitCode: 4, stdout: 'one\nthree\n', stderr: 'two\n' })
  expect(seen.map(([, text]) => text).join('')).toBe('one\ntwo\nthree\n')
})

test('a command whose caller goes away is ended', async () => {
  const gone = new AbortController()
  const code = 'echo "go"; for ($i = 0; $i < 60; $i++) { update_option("still_running", $i); sleep(1); }'
  const call = rest().call(
    runWpCli,
    { site: 'only-once', args: ['eval', code] },
    { onEvent: () => gone.abort(), signal: gone.signal },
  )
  await expect(call).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }) as AipressError)
  const count =
    'echo count(array_filter(glob("/proc/[0-9]*"), fn ($p) => str_contains((string) @file_get_contents("$p/cmdline"), "still_running") && $p !== "/proc/" . getmypid()));'
  const running = async () =>
    (
      await rest().call(runWpCli, {
        site: 'only-once',
        args: ['eval', count.replace('"still_running"', '"still_" . "running"')],
      })
    ).stdout
  await expect.poll(running, { timeout: 20_000 }).toBe('0')
})

test('the OpenAPI document is valid, names every action, and has a page', async () => {
  const document = (await (await fetch(`${edgeUrl(cloud)}/openapi.json`)).json()) as {
    openapi: string
    paths: Record<string, Record<string, { operationId: string }>>
  }
  const result = await new Validator().validate(structuredClone(document))
  expect(result.errors).toBeUndefined()
  expect(result.valid).toBe(true)
  expect(document.openapi).toBe('3.1.0')
  for (const action of ACTIONS) {
    const { method, path } = parseRoute(action.http)
    expect(document.paths[path]?.[method.toLowerCase()]).toMatchObject({
      operationId: action.name.replace('.', '_'),
    })
  }
  const page = await fetch(`${edgeUrl(cloud)}/docs`)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
  const html = await page.text()
  for (const [, asset] of html.matchAll(/(?:src|href)="([^"#]+\.(?:js|css))"/g)) {
    const answer = await fetch(new URL(String(asset), page.url))
    expect([asset, answer.status]).toEqual([asset, 200])
  }
})
