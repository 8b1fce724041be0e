import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AipressError,
  createSite,
  readSiteLogs,
  removeHostname,
  resumeSite,
  showOperation,
} from '@aipress/contract'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CallContext, handle, idsFrom } from '../actions/index.ts'
import { listenOnSocket } from '../doors/listen.ts'
import type { Caller } from '../kernel/caller.ts'
import { requireReal, tryDry } from '../kernel/dry-run.ts'
import { createLog } from '../kernel/log.ts'
import { forward } from './forward.ts'
import { BEGIN_MS_MAX, callsPath } from './group-call.ts'
import { createGroupClient, type GroupClient } from './group-client.ts'
import { createGroupDoor } from './group-door.ts'
import { sign } from './signature.ts'

/** A real door over a real socket, with handlers of its own that only say what they were asked. */
const KEY = Buffer.alloc(32, 9)
const OWNER: Caller = {
  principal: 'person:per_1',
  displayName: 'anna@example.com',
  personId: 'per_1',
  role: 'owner',
  accountId: 'acc_1',
  readOnly: false,
  door: 'rest',
}

let disposables: AsyncDisposableStack
let path: string
let client: GroupClient
let seen: { input: unknown; caller: Caller; siteId: string }[]
let cancelled: number

beforeEach(async () => {
  disposables = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'aipress-group-'))
  disposables.defer(() => rm(folder, { recursive: true }))
  path = join(folder, 'group.sock')
  seen = []
  cancelled = 0
  client = createGroupClient({ controlGroup: 2, fetch: fetchOverSocket(path), key: KEY, clock: Date.now })
})
afterEach(() => disposables.disposeAsync())

async function openDoor(clock = Date.now) {
  const door = createGroupDoor({
    controlGroup: 2,
    key: KEY,
    clock,
    log: createLog('silent'),
    version: '1.2.3',
    isHealthy: async () => true,
    answers: {
      'sites-at-work': async ({ siteIds }) => Object.fromEntries(siteIds.map((siteId) => [siteId, 'op_1'])),
      'shard-parts': () => Promise.reject(new Error('the cupboard fell down')),
      'operation-counts': async () => ({ running: 1, failedLastDay: 2 }),
    },
    handlers: HANDLERS,
  })
  return disposables.use(await listenOnSocket({ fetch: door, path, mode: 0o600 }))
}

const HANDLERS = [
  handle(createSite, async (input, { caller, idOf, touch }) => {
    seen.push({ input, caller, siteId: idOf('site') })
    touch({ siteId: idOf('site') })
    throw new AipressError('site_name_taken', 'Taken.', { hint: 'Another.' })
  }),
  handle(readSiteLogs, async (_input, { emit, signal }) => {
    const line = { time: '2026-11-25T00:00:00.000Z', kind: 'php' as const, text: 'a line' }
    emit(line)
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        cancelled += 1
        reject(signal.reason)
      })
    })
    return { siteName: 'x', lines: [] }
  }),
  handle(removeHostname, async (_input, { foresee }) => {
    foresee(['It leads nowhere then.'])
    requireReal()
    return expect.fail('it was done')
  }),
  handle(showOperation, () => Promise.reject(new Error('the cupboard fell down'))),
]

function contextOf(caller: Caller, heard: Partial<CallContext<unknown>> = {}): CallContext<unknown> {
  return {
    caller,
    isRepeated: false,
    seed: 'seed',
    requestId: 'req_1',
    idOf: idsFrom('seed'),
    signal: AbortSignal.timeout(20_000),
    emit: () => undefined,
    touch: () => undefined,
    foresee: () => undefined,
    ...heard,
  }
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    (output) => expect.fail(`it was answered: ${JSON.stringify(output)}`),
    (error: unknown) => (error instanceof AipressError ? error : expect.fail(`not ours: ${error}`)),
  )

test('a call arrives with its caller, its parsed input and its ids; failure and audit facts come back', async () => {
  await openDoor()
  const touched: unknown[] = []
  const context = contextOf(OWNER, { touch: (what) => touched.push(what) })
  const input = createSite.input.parse({ title: 'Corner Bakery' })
  const error = await failure(forward(client, createSite, input, context))
  expect(error.toBody()).toEqual({
    code: 'site_name_taken',
    message: 'Taken.',
    hint: 'Another.',
    retryable: false,
  })
  const asking = { ...OWNER, siteRoles: [], asks: createSite.permission }
  expect(seen).toEqual([{ input, caller: asking, siteId: context.idOf('site') }])
  expect(touched).toEqual([{ siteId: context.idOf('site') }])
})

test('a dry run comes back with what the group foresees, and nothing is done', async () => {
  await openDoor()
  const foreseen: unknown[] = []
  const context = contextOf(OWNER, { foresee: (effects) => foreseen.push(effects) })
  const input = { site: 'jazz', hostname: 'jazz.example.com' }
  expect(await tryDry(() => forward(client, removeHostname, input, context))).toBe(true)
  expect(foreseen).toEqual([['It leads nowhere then.']])
})

test('events stream, and a caller who goes away cancels the work', async () => {
  await openDoor()
  const gone = new AbortController()
  const events: unknown[] = []
  const emit = (event: unknown) => {
    events.push(event)
    gone.abort(new Error('gone'))
  }
  const context = contextOf(OWNER, { emit, signal: gone.signal })
  const call = forward(client, readSiteLogs, { site: 'x', kind: 'php', lines: 10, follow: true }, context)
  await expect(call).rejects.toThrow('gone')
  expect(events).toMatchObject([{ text: 'a line' }])
  await vi.waitFor(() => expect(cancelled).toBe(1), { timeout: 5_000 })
})

test('rights and input are judged again', async () => {
  await openDoor()
  const readOnly = { ...OWNER, readOnly: true }
  const input = createSite.input.parse({ title: 'Corner Bakery' })
  expect((await failure(forward(client, createSite, input, contextOf(readOnly)))).code).toBe('not_permitted')
  expect((await failure(forward(client, createSite, { titel: 1 }, contextOf(OWNER)))).code).toBe(
    'invalid_input',
  )
  expect((await failure(forward(client, resumeSite, { site: 'x' }, contextOf(OWNER)))).code).toBe(
    'action_not_found',
  )
  expect(seen).toEqual([])
})

test('what went wrong inside is told to the log, not to the front', async () => {
  await openDoor()
  const error = await failure(forward(client, showOperation, { operation: 'op_1' }, contextOf(OWNER)))
  expect(error.toBody()).toMatchObject({ code: 'internal_error', hint: expect.stringContaining('req_1') })
  expect(JSON.stringify(error.toBody())).not.toContain('cupboard')
})

test('the front’s own questions are answered, others are not', async () => {
  await openDoor()
  const signal = AbortSignal.timeout(10_000)
  const ask = (question: string, input: unknown) =>
    client.send({ kind: 'question', question, input }, { signal })
  expect(await ask('sites-at-work', { siteIds: ['site_1'] })).toEqual({ site_1: 'op_1' })
  expect((await failure(ask('secrets', {}))).code).toBe('action_not_found')
  expect((await failure(ask('shard-parts', { shardIds: [] }))).code).toBe('internal_error')
})

const callBody = (beginBy = Date.now() + 1_000) =>
  JSON.stringify({ call: { kind: 'question', question: 'operation-counts', input: {} }, beginBy })

async function post(headers: Record<string, string>, body = callBody(), to = callsPath(2)) {
  const answer = await fetchOverSocket(path)(`http://localhost${to}`, { method: 'POST', body, headers })
  return { status: answer.status, text: await answer.text() }
}

const signedFor = (body: string, nowMs = Date.now(), to = callsPath(2)) =>
  sign(KEY, { method: 'POST', path: to, body }, nowMs)

test('only a call that was signed just now, once, for this group, is taken', async () => {
  await openDoor()
  const body = callBody()
  const headers = signedFor(body)
  expect(await post(headers, body)).toMatchObject({
    status: 200,
    text: expect.stringContaining('"running":1'),
  })
  expect(await post(headers, body)).toMatchObject({
    status: 403,
    text: expect.stringContaining('came before'),
  })
  expect((await post({}, body)).status).toBe(403)
  expect((await post(signedFor(body), `${body} `)).status).toBe(403)
  expect((await post(signedFor(body, Date.now() - 31_000), body)).status).toBe(403)
  const other = callsPath(3)
  expect((await post(signedFor(body, Date.now(), other), body)).status).toBe(403)
  expect((await post(signedFor(body, Date.now(), other), body, other)).status).toBe(404)
})

test('a call that comes after the front has given it up is not begun', async () => {
  await openDoor()
  const late = callBody(Date.now() - 1)
  expect((await post(signedFor(late), late)).status).toBe(503)
})

test('the socket is root’s alone, and says that it is well', async () => {
  await openDoor()
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const health = await fetchOverSocket(path)('http://localhost/health')
  expect(await health.json()).toEqual({ healthy: true, version: '1.2.3', controlGroup: 2 })
})

const counts = (signal = AbortSignal.timeout(20_000)) =>
  client.send({ kind: 'question', question: 'operation-counts', input: {} }, { signal })

test('a group that is not there is named at once, with what goes on without it', async () => {
  const startedAt = Date.now()
  const error = await failure(counts())
  expect(error).toMatchObject({ code: 'control_group_unavailable', retryable: true })
  expect(error.message).toBe('control-plane-2 does not answer.')
  expect(error.hint).toContain('go on serving visitors')
  expect(Date.now() - startedAt).toBeLessThan(1_000)
})

test('a group that hears but does not begin is given up within three seconds', async () => {
  const frozen: Server = createServer((connection) => connection.on('error', () => undefined).resume())
  await new Promise<void>((resolve) => frozen.listen(path, resolve))
  disposables.defer(() => new Promise((resolve) => frozen.close(() => resolve())))
  const startedAt = Date.now()
  expect((await failure(counts())).code).toBe('control_group_unavailable')
  expect(Date.now() - startedAt).toBeLessThan(BEGIN_MS_MAX + 2_000)
})

async function freeze(): Promise<() => Promise<void>> {
  const held: Socket[] = []
  const frozen = createServer((connection) => held.push(connection.on('error', () => undefined)))
  await new Promise<void>((resolve) => frozen.listen(path, resolve))
  return async () => {
    for (const connection of held) connection.destroy()
    await new Promise((resolve) => frozen.close(resolve))
  }
}

test('while a group hangs, a list waits for it once and then half a second, until it has answered again', async () => {
  const away = 'control_group_unavailable'
  const list = async (withinMs?: number) => {
    const startedAt = Date.now()
    const signal = AbortSignal.timeout(20_000)
    const call = { kind: 'question', question: 'operation-counts', input: {} } as const
    const answer = client.send(call, { signal, ...(withinMs === undefined ? {} : { withinMs }) })
    const code = await answer.then(
      () => 'answered',
      (error: AipressError) => error.code,
    )
    return { code, tookMs: Date.now() - startedAt }
  }
  const thaw = await freeze()
  const [first, second, patient] = [await list(2_000), await list(2_000), await list()]
  await thaw()
  expect([first.code, second.code, patient.code]).toEqual([away, away, away])
  expect(first.tookMs).toBeGreaterThan(1_900)
  expect(second.tookMs).toBeLessThan(1_500)
  expect(patient.tookMs).toBeGreaterThan(BEGIN_MS_MAX - 100)

  const door = await openDoor()
  expect((await list(2_000)).code).toBe('answered')
  await door[Symbol.asyncDispose]()
  const thawAgain = await freeze()
  // The first may still use the connection to the door that was closed, and learn so at once.
  const after = [await list(2_000), await list(2_000)]
  await thawAgain()
  expect(after.map(({ code }) => code)).toEqual([away, away])
  expect(Math.max(...after.map(({ tookMs }) => tookMs))).toBeGreaterThan(1_900)
})

test('the front’s mistake about the key is no answer of the group', async () => {
  await openDoor()
  const stranger = createGroupClient({
    controlGroup: 2,
    fetch: fetchOverSocket(path),
    key: Buffer.alloc(32, 1),
    clock: Date.now,
  })
  const call = stranger.send(
    { kind: 'question', question: 'operation-counts', input: {} },
    { signal: AbortSignal.timeout(10_000) },
  )
  expect((await failure(call)).code).toBe('control_group_unavailable')
})
