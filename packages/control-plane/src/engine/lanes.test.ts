import { afterAll, beforeAll, expect, test } from 'vitest'
import { WAITING_MAX } from './lanes.ts'
import { openToyYard, type ToyProcess, type ToyYard } from './testing/toy-yard.ts'

let yard: ToyYard
let toys: ToyProcess
beforeAll(async () => {
  yard = await openToyYard()
  toys = await yard.spawn()
}, 30_000)
afterAll(() => yard?.[Symbol.asyncDispose]())

test('operations of one lane run one after another, in the order they were asked for', async () => {
  const asked: string[] = []
  for (const name of ['first', 'second', 'third', 'fourth'])
    asked.push((await toys.start('build-house', { name, pauseMs: 30 }, 'one-lane')).operationId)
  await Promise.all(asked.map((id) => yard.settled(id)))
  const mine = (await yard.journal()).filter((line) => asked.includes(line.split(' ')[1] ?? ''))
  expect(mine).toEqual(asked.flatMap((id) => [`begin ${id}`, `end ${id}`]))
})

test('operations of different lanes, and those without a lane, run beside one another', async () => {
  const pauseMs = 400
  const lanes = ['left', 'right', undefined, undefined]
  const asked = await Promise.all(
    lanes.map((lane, index) => toys.start('build-house', { name: `beside${index}`, pauseMs }, lane)),
  )
  const ids = asked.map(({ operationId }) => operationId)
  await Promise.all(ids.map((id) => yard.settled(id)))
  const mine = (await yard.journal()).filter((line) => ids.includes(line.split(' ')[1] ?? ''))
  expect(mine.slice(0, lanes.length).every((line) => line.startsWith('begin'))).toBe(true)
})

test('a lane takes ten waiting operations and refuses one more, which leaves no trace', async () => {
  const working = await toys.start('build-house', { name: 'full', pauseMs: 500 }, 'full')
  const waiting = []
  for (let count = 0; count < WAITING_MAX; count += 1)
    waiting.push(await toys.start('do-nothing', {}, 'full'))
  expect(waiting.every(({ state }) => state === 'queued')).toBe(true)
  await expect(toys.start('do-nothing', {}, 'full')).rejects.toMatchObject({
    code: 'site_busy',
    message: expect.stringContaining('full'),
  })
  const last = await yard.settled(waiting.at(-1)?.operationId ?? '')
  expect(last.state).toBe('succeeded')
  expect((await yard.settled(working.operationId)).state).toBe('succeeded')
})

test('of many that ask for one lane at once, it takes one and ten, and they run in their order', async () => {
  const asked = await Promise.allSettled(
    Array.from({ length: 16 }, () => toys.start('build-house', { name: 'rush', pauseMs: 5 }, 'rush')),
  )
  const taken = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value.operationId] : []))
  const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
  expect(refused).toEqual(Array.from({ length: 16 - 1 - WAITING_MAX }, () => 'site_busy'))
  await Promise.all(taken.map((id) => yard.settled(id)))
  const mine = (await yard.journal()).filter((line) => taken.includes(line.split(' ')[1] ?? ''))
  expect(mine).toEqual(taken.flatMap((id) => [`begin ${id}`, `end ${id}`]))
})

test('an operation that is asked for twice at once, under one id, is one operation and runs once', async () => {
  const command = {
    kind: 'start',
    toy: 'build-house',
    input: { name: 'twin' },
    operationId: 'op_twin',
  } as const
  const others = ['a', 'b', 'c'].map((name) => toys.start('build-house', { name }))
  const twins = await Promise.all([toys.call(command), toys.call(command), toys.call(command)])
  await Promise.all([...others, ...twins])
  expect(twins).toMatchObject([
    { operationId: 'op_twin' },
    { operationId: 'op_twin' },
    { operationId: 'op_twin' },
  ])
  expect((await yard.settled('op_twin')).state).toBe('succeeded')
  expect((await yard.journal()).filter((line) => line.endsWith(' op_twin'))).toEqual([
    'begin op_twin',
    'end op_twin',
  ])
})

test('the next of a lane begins though the one before it failed', async () => {
  const failing = await toys.start('make-trouble', { kind: 'permanent' }, 'unlucky')
  const next = await toys.start('build-house', { name: 'unlucky' }, 'unlucky')
  expect((await yard.settled(failing.operationId)).state).toBe('undone')
  expect((await yard.settled(next.operationId)).state).toBe('succeeded')
})

test('a transaction that rolls back starts nothing and frees its lane', async () => {
  const before = await yard.journal()
  await expect(
    toys.call({
      kind: 'start',
      toy: 'build-house',
      input: { name: 'never' },
      lane: 'rolled',
      rollback: true,
    }),
  ).rejects.toThrow('rolled back on purpose')
  const after = await toys.start('build-house', { name: 'after' }, 'rolled')
  expect(after.state).toBe('running')
  await yard.settled(after.operationId)
  expect((await yard.journal()).slice(before.length)).toEqual([
    `begin ${after.operationId}`,
    `end ${after.operationId}`,
  ])
})

test('an operation that a step asks for runs on its own', async () => {
  const village = await toys.start('found-village', { house: 'ordered' })
  expect((await yard.settled(village.operationId)).state).toBe('succeeded')
  await expect.poll(() => yard.things()).toContain('ordered.roof')
})

test('a hundred operations over twenty lanes, asked for at once in two processes, all succeed in order', async () => {
  const other = await yard.spawn({ executor: 'two' })
  const asked = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      (index % 2 ? toys : other).start('build-house', { name: `many${index}` }, `many-lane${index % 20}`),
    ),
  )
  const settled = await Promise.all(asked.map(({ operationId }) => yard.settled(operationId)))
  expect(settled.every(({ state, recoveries }) => state === 'succeeded' && recoveries === 0)).toBe(true)
  const journal = await yard.journal()
  for (let lane = 0; lane < 20; lane += 1) {
    const ids = settled
      .filter(({ siteId }) => siteId === `many-lane${lane}`)
      .map(({ operationId }) => operationId)
    const mine = journal.filter((line) => ids.includes(line.split(' ')[1] ?? ''))
    const turns = mine.filter((line) => line.startsWith('begin')).map((line) => line.slice('begin '.length))
    expect(mine).toEqual(turns.flatMap((id) => [`begin ${id}`, `end ${id}`]))
  }
  other.kill('SIGKILL')
}, 60_000)
