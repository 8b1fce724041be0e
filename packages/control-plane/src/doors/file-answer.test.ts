import { createAccount, createClient, exportAudit } from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DoorsPlatform, startDoorsPlatform } from '../../../../test/harness/doors-platform.ts'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { appendAuditLine } from '../audit/index.ts'
import { answerFile } from './file-answer.ts'

let postgres: TestPostgres
let platform: DoorsPlatform
beforeAll(async () => {
  postgres = await startPostgres()
  platform = await startDoorsPlatform(postgres)
})
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
})

const ask = (query: string, as: keyof DoorsPlatform['tokens'], accept = '*/*') =>
  fetch(`${platform.url}/v1/audit/export${query}`, {
    headers: { authorization: `Bearer ${platform.tokens[as]}`, accept },
  })

test('REST answers with the file itself, named and typed', async () => {
  const client = createClient({
    baseUrl: platform.url,
    headers: { authorization: `Bearer ${platform.tokens.administrator}` },
  })
  await client.call(createAccount, { name: 'In the file' })
  const csv = await ask('?action=accounts.create', 'administrator')
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"')
  expect(await csv.text()).toMatch(/^seq,at,who,.*\r\n\d+,.*In the file/)
  const lines = await ask('?action=accounts.create&format=jsonl', 'administrator', 'text/html,*/*;q=0.8')
  expect(lines.headers.get('content-type')).toBe('application/jsonl; charset=utf-8')
  expect(JSON.parse(await lines.text())).toMatchObject({ action: 'accounts.create' })
})

test('REST answers JSON to whom accepts it, and events to whom wants them', async () => {
  const answer = await ask('?limit=1', 'administrator', 'application/json')
  expect(await answer.json()).toMatchObject({ format: 'csv', lines: 1, nextCursor: expect.any(String) })
  const events = await ask('?limit=1', 'administrator', 'text/event-stream')
  expect(await events.text()).toMatch(/^event: event\ndata: {"text":"seq,at[^\n]*\n\nevent: output\n/)
})

test('what is refused is refused as ever', async () => {
  expect((await ask('', 'owner')).status).toBe(403)
  expect((await ask('', 'nobody')).status).toBe(401)
  expect((await ask('?format=xls', 'administrator')).status).toBe(400)
  expect((await ask('?from=yesterday', 'administrator')).status).toBe(400)
})

test('a file of several megabytes arrives whole, as events and as a file', async () => {
  const input = 'x'.repeat(2_000)
  const line = { principal: 'machine', who: 'large', door: 'cli', action: 'x.y', result: 'ok' } as const
  const empty = { site_id: null, account_id: null, operation_id: null, duration_ms: 1 }
  const writing = Array.from({ length: 2_000 }, () =>
    appendAuditLine(platform.database, { ...line, ...empty, at: new Date(), input }),
  )
  await Promise.all(writing)
  const file = await (await ask('?format=jsonl&who=large', 'administrator')).text()
  expect(file.trimEnd().split('\n')).toHaveLength(2_000)
  const events = await (await ask('?format=jsonl&who=large', 'administrator', 'text/event-stream')).text()
  const output = /event: output\ndata: (.*)\n/.exec(events)?.[1] ?? '{}'
  expect(JSON.parse(output)).toMatchObject({ lines: 2_000 })
})

test('work waits for a slow reader, and ends with one who goes away', async () => {
  let sent = 0
  let ended: unknown
  const gone = new AbortController()
  const response = await answerFile(gone.signal, exportAudit, 'csv', async ({ onEvent, signal }) => {
    while (!signal?.aborted) {
      await onEvent?.({ text: 'x'.repeat(100_000) })
      sent += 1
    }
    ended = 'seen'
    throw signal.reason
  })
  const reader = response.body?.getReader()
  await reader?.read()
  await expect.poll(() => sent).toBeGreaterThan(2)
  const before = sent
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
  expect(sent - before).toBeLessThan(3)
  await reader?.cancel()
  await expect.poll(() => ended).toBe('seen')
})

test('a failure in the middle breaks the file off', async () => {
  const signal = new AbortController().signal
  const response = await answerFile(signal, exportAudit, 'csv', async ({ onEvent }) => {
    await onEvent?.({ text: 'first' })
    throw new Error('no more')
  })
  await expect(response.text()).rejects.toThrow()
})
