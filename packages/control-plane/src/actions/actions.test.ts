import { AipressError, defineAction } from '@aipress/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { auditMigrations } from '../audit/index.ts'
import type { Caller } from '../kernel/caller.ts'
import { type DatabasePool, openDatabase, sql } from '../kernel/database.ts'
import { createLog } from '../kernel/log.ts'
import { createSeal } from '../kernel/seal.ts'
import { actionsMigrations, createActions, handle, purgeIdempotencyKeys } from './index.ts'

const makeThing = defineAction({
  name: 'things.make',
  summary: 'Make a thing',
  input: z.object({
    title: z.string().min(1).max(20),
    count: z.coerce.number().int().min(1).max(9).default(1),
    colour: z.enum(['red', 'blue', 'green']).optional(),
    password: z.string().optional(),
  }),
  output: z.object({ thingId: z.string(), made: z.number() }),
  errors: ['site_busy', 'site_name_taken'],
  effect: 'creates',
  permission: 'sites:create',
  http: 'POST /v1/things',
  cli: 'thing make <title>',
  cliExample: 'aipress thing make "Cup"',
  examples: ['make a thing called {title}'],
})

const runThing = defineAction({
  name: 'things.run',
  summary: 'Run a thing',
  input: z.object({ exit: z.coerce.number().int() }),
  output: z.object({ exitCode: z.number() }),
  outcome: ({ exitCode }) => (exitCode === 0 ? 'ok' : `exit_${exitCode}`),
  errors: [],
  effect: 'changes',
  permission: 'sites:create',
  http: 'POST /v1/things/run',
  cli: 'thing run <exit>',
  cliExample: 'aipress thing run 0',
  examples: ['run the thing {exit}'],
})

const lookAtThings = defineAction({
  name: 'things.look',
  summary: 'Look at things',
  input: z.object({}),
  output: z.object({ ok: z.boolean() }),
  errors: [],
  effect: 'reads',
  permission: 'sites:read',
  http: 'GET /v1/things',
  cli: 'thing look',
  cliExample: 'aipress thing look',
  examples: ['look'],
})

const OWNER: Caller = {
  principal: 'person:per_1',
  displayName: 'anna@example.com',
  personId: 'per_1',
  role: 'owner',
  accountId: 'acc_1',
  readOnly: false,
  door: 'rest',
}

let postgres: TestPostgres
let pool: DatabasePool
let url: string
let nowMs: number
let made: string[]
/** What the handler does next, one per call; then it just makes the thing. */
let behaviours: ((signal: AbortSignal) => Promise<void> | void)[]

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())

beforeEach(async () => {
  url = await postgres.createDatabase({ ...auditMigrations, ...actionsMigrations })
  pool = openDatabase(url)
  nowMs = Date.now()
  made = []
  behaviours = []
  return () => pool[Symbol.asyncDispose]()
})

const seal = createSeal(Buffer.alloc(32, 7))

/** Another process's `Actions` over the same database. */
function open() {
  return createActions({
    database: pool.database,
    seal,
    log: createLog('silent'),
    clock: () => nowMs,
    handlers: [
      handle(makeThing, async ({ title }, context) => {
        const thingId = context.idOf('site')
        if (!made.includes(thingId)) made.push(thingId)
        context.touch({ siteId: thingId })
        await behaviours.shift()?.(context.signal)
        return { thingId, made: made.length, secret: `not in the contract: ${title}` }
      }),
      handle(runThing, async ({ exit }) => ({ exitCode: exit })),
      handle(lookAtThings, async () => ({ ok: true })),
    ],
  })
}

const auditLines = () => pool.database.selectFrom('audit_lines').selectAll().orderBy('at').execute()
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('the call succeeded'),
    (error: unknown) => (error instanceof AipressError ? error : expect.fail(`not ours: ${error}`)),
  )

describe('the single path', () => {
  test('parses input and output, so that nothing outside the contract passes', async () => {
    const output = await open().call('things.make', { title: 'Cup' }, OWNER)
    expect(output).toEqual({ thingId: expect.stringMatching(/^site_/), made: 1 })
  })

  test.each([
    [{}, '"title" is missing.'],
    [{ title: '' }, '"title" cannot be empty.'],
    [{ title: 'x'.repeat(21) }, '"title" must have at most 20 characters.'],
    [{ title: 7 }, '"title" must be a string.'],
    [{ title: 'Cup', count: 12 }, '"count" must be at most 9.'],
    [{ title: 'Cup', colour: 'pink' }, '"colour" must be red, blue or green.'],
    [{ titel: 'Cup', title: 'Cup' }, 'The input has no "titel".'],
    ['Cup', 'The input must be an object.'],
  ])('says in one sentence what is wrong with %j', async (input, message) => {
    const error = await failure(open().call('things.make', input, OWNER))
    expect(error.toBody()).toMatchObject({
      code: 'invalid_input',
      message,
      hint: 'things.make takes title, count (optional), colour (optional) and password (optional).',
    })
    expect(made).toEqual([])
  })

  test('an unknown action is named with the nearest one', async () => {
    const error = await failure(open().call('thing.make', {}, OWNER))
    expect(error.toBody()).toMatchObject({ code: 'action_not_found', hint: 'Did you mean things.make?' })
  })

  test('a read-only token reads and does nothing else, and is shown nothing else', async () => {
    const actions = open()
    const caller = { ...OWNER, readOnly: true }
    expect(await actions.call('things.look', {}, caller)).toEqual({ ok: true })
    expect((await failure(actions.call('things.make', { title: 'Cup' }, caller))).code).toBe('not_permitted')
    expect(actions.permitted(caller).map((action) => action.name)).toEqual(['things.look'])
    expect(made).toEqual([])
  })

  test('an unknown failure becomes an internal error that names the request, not the cause', async () => {
    behaviours = [() => Promise.reject(new Error('the cupboard fell down'))]
    const error = await failure(open().call('things.make', { title: 'Cup' }, OWNER, { requestId: 'req_1' }))
    expect(error.toBody()).toMatchObject({
      code: 'internal_error',
      hint: expect.stringContaining('req_1'),
    })
    expect(JSON.stringify(error.toBody())).not.toContain('cupboard')
    expect((error.cause as Error).message).toBe('the cupboard fell down')
  })

  test('a database that is away is a platform that is away for a moment', async () => {
    behaviours = [() => Promise.reject(new Error('Connection terminated unexpectedly'))]
    const error = await failure(open().call('things.make', { title: 'Cup' }, OWNER))
    expect(error).toMatchObject({ code: 'platform_unavailable', retryable: true })
  })

  test('connections cut in the middle of a call are a passing failure, and the next call works', async () => {
    const actions = open()
    behaviours = [
      async () => {
        const sleeping = sql`select pg_sleep(60)`.execute(pool.database)
        await Promise.all([sleeping, postgres.cutConnections(url)])
      },
    ]
    const call = () => actions.call('things.make', { title: 'Cup' }, OWNER, { idempotencyKey: 'key-1' })
    expect(await failure(call())).toMatchObject({ code: 'platform_unavailable', retryable: true })
    // Its lease may not have been released, as the database was away; then it runs out.
    nowMs += 16_000
    expect(await call()).toEqual({ thingId: made[0], made: 1 })
  })

  test('a caller who goes away cancels the call', async () => {
    const gone = new AbortController()
    behaviours = [
      (signal) => {
        gone.abort()
        signal.throwIfAborted()
      },
    ]
    const error = await failure(open().call('things.make', { title: 'Cup' }, OWNER, { signal: gone.signal }))
    expect(error.code).toBe('cancelled')
  })

  test('a principal who calls without pause is told when to go on, and others are not held up', async () => {
    const actions = open()
    for (let count = 0; count < 60; count += 1) await actions.call('things.make', { title: 'Cup' }, OWNER)
    const error = await failure(actions.call('things.make', { title: 'Cup' }, OWNER))
    expect(error.toBody()).toMatchObject({ code: 'rate_limited', hint: 'Try again in 1 second.' })
    await actions.call('things.make', { title: 'Cup' }, { ...OWNER, principal: 'person:per_2' })
    nowMs += 1_000
    await actions.call('things.make', { title: 'Cup' }, OWNER)
  })
})

describe('the audit line', () => {
  test('tells how a command ended that ran and failed; of a dry run there is none', async () => {
    const actions = open()
    for (const exit of [0, 3]) await actions.call('things.run', { exit }, OWNER)
    await actions.call('things.run', { exit: 4 }, OWNER, { dryRun: true })
    expect((await auditLines()).map(({ result }) => result)).toEqual(['ok', 'exit_3'])
  })

  test('tells who did what to which, without secrets', async () => {
    await open().call('things.make', { title: 'Cup', password: 'hunter2' }, OWNER)
    expect(await auditLines()).toEqual([
      expect.objectContaining({
        who: 'anna@example.com',
        door: 'rest',
        action: 'things.make',
        site_id: made[0],
        account_id: 'acc_1',
        result: 'ok',
        input: '{"title":"Cup","count":1,"password":"[secret]"}',
      }),
    ])
  })

  test('is written for refused and failed calls too, not for reads', async () => {
    const actions = open()
    behaviours = [() => Promise.reject(new AipressError('site_busy', 'Busy.'))]
    await failure(actions.call('things.make', { title: 'Cup' }, OWNER))
    await failure(actions.call('things.make', { title: 'Cup' }, { ...OWNER, readOnly: true }))
    await actions.call('things.look', {}, OWNER)
    expect((await auditLines()).map((line) => line.result).sort()).toEqual(['not_permitted', 'site_busy'])
  })
})

describe('an idempotency key', () => {
  const call = (input: object = { title: 'Cup' }, caller = OWNER, actions = open()) =>
    actions.call('things.make', input, caller, { idempotencyKey: 'key-1' })

  test('same key and input: the same answer and no second effect', async () => {
    const first = await call({ title: 'Cup', count: 2 })
    expect(await call({ count: '2', title: 'Cup' })).toEqual(first)
    expect(made).toHaveLength(1)
  })

  test('same key, other input: a clear error', async () => {
    await call()
    expect((await failure(call({ title: 'Plate' }))).code).toBe('idempotency_key_reused')
    expect(made).toHaveLength(1)
  })

  test('another caller’s key is another key', async () => {
    await call()
    await call({ title: 'Plate' }, { ...OWNER, principal: 'person:per_2' })
    expect(made).toHaveLength(2)
  })

  test('ten at once: one effect, ten equal answers', async () => {
    const gate = Promise.withResolvers<void>()
    behaviours = [() => gate.promise]
    const calls = Array.from({ length: 10 }, () => call())
    await expect.poll(() => made.length).toBe(1)
    gate.resolve()
    const answers = await Promise.all(calls)
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(made).toHaveLength(1)
  })

  test('a refusal is an answer like any other', async () => {
    behaviours = [() => Promise.reject(new AipressError('site_name_taken', 'Taken.', { hint: 'Another.' }))]
    const first = (await failure(call())).toBody()
    expect((await failure(call())).toBody()).toEqual(first)
    expect(first).toMatchObject({ code: 'site_name_taken', hint: 'Another.' })
  })

  test('a passing failure leaves the key for another try, with the same ids', async () => {
    behaviours = [() => Promise.reject(new AipressError('site_busy', 'Busy.'))]
    expect((await failure(call())).code).toBe('site_busy')
    expect(await call()).toMatchObject({ thingId: made[0], made: 1 })
  })

  test('the work of a process that died is done again, with the same ids, once its lease is over', async () => {
    const died = new AbortController()
    behaviours = [() => new Promise((_, reject) => died.signal.addEventListener('abort', reject))]
    const lost = failure(call())
    await expect.poll(() => made.length).toBe(1)
    nowMs += 16_000
    expect(await call()).toEqual({ thingId: made[0], made: 1 })
    died.abort()
    await lost
    expect(await call()).toEqual({ thingId: made[0], made: 1 })
  })

  test('after 24 hours the key is free, and purged', async () => {
    await call()
    nowMs += 24 * 60 * 60 * 1000 + 1
    await call({ title: 'Plate' })
    expect(made).toHaveLength(2)
    nowMs += 24 * 60 * 60 * 1000 + 1
    expect(await purgeIdempotencyKeys(pool.database, () => nowMs)).toBe(1)
  })

  test('a stored answer cannot be read in the database', async () => {
    await call()
    const rows = await pool.database.selectFrom('idempotency_keys').select('answer').execute()
    expect(rows[0]?.answer).not.toContain(made[0])
  })

  test.each(['', 'with space', 'x'.repeat(201)])('%j is no key', async (idempotencyKey) => {
    const error = await failure(open().call('things.make', { title: 'Cup' }, OWNER, { idempotencyKey }))
    expect(error.code).toBe('invalid_input')
  })
})
