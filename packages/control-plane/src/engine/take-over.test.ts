import { newId } from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinLane } from './lanes.ts'
import { plannedSteps } from './run.ts'
import { openToyYard, type ToyYard } from './testing/toy-yard.ts'
import { buildHouse } from './testing/toys.ts'

let yard: ToyYard
beforeAll(async () => {
  yard = await openToyYard()
}, 30_000)
afterAll(() => yard?.[Symbol.asyncDispose]())

/** As a process leaves it that dies right after its transaction has committed. */
async function recordOnly(executor: string, name: string, workflow = 'build-house') {
  const row = await yard.database.database.transaction().execute((tx) =>
    joinLane(tx, {
      operationId: newId('operation'),
      workflow,
      input: { name, pauseMs: 0 },
      steps: plannedSteps(buildHouse),
      request: {
        action: 'toys.build',
        title: 'Build',
        requestedBy: 'a test',
        accountId: 'acc_test',
        lane: name,
        siteId: undefined,
        siteName: undefined,
      },
      executor,
      runId: 'never-run',
    }),
  )
  return row.id
}

test('another process finishes what a killed one had begun, and then its lane goes on', async () => {
  const dying = await yard.spawn({ executor: 'dying', deadAfterSeconds: 2 })
  await using _heir = await owned({ executor: 'heir', deadAfterSeconds: 2 })
  await yard.faults([{ workflow: 'build-house', step: 'raise-walls', phase: 'after', kind: 'kill' }])
  const begun = await dying.start('build-house', { name: 'inherited', pauseMs: 300 }, 'inherited')
  const waiting = await dying.start('build-house', { name: 'inherited2' }, 'inherited')
  expect((await dying.exited).signal).toBe('SIGKILL')
  expect(await yard.settled(begun.operationId)).toMatchObject({ state: 'succeeded', recoveries: 1 })
  expect(await yard.settled(waiting.operationId)).toMatchObject({ state: 'succeeded', recoveries: 0 })
  const begins = (await yard.journal()).filter((line) => line === `begin ${begun.operationId}`)
  expect(begins).toHaveLength(1)
}, 30_000)

test('an operation recorded by a process that never started it is started by another', async () => {
  await using _heir = await owned({ executor: 'heir', deadAfterSeconds: 2 })
  const id = await recordOnly('died-long-ago', 'recorded')
  expect(await yard.settled(id)).toMatchObject({ state: 'succeeded', recoveries: 1 })
}, 30_000)

test('a process that starts again finds at once what it had recorded and not started', async () => {
  const id = await recordOnly('phoenix', 'phoenix')
  await using _process = await owned({ executor: 'phoenix' })
  expect(await yard.settled(id)).toMatchObject({ state: 'succeeded' })
}, 30_000)

test('a process that was frozen and replaced does not disturb its heir, and ends', async () => {
  const frozen = await yard.spawn({ executor: 'frozen', deadAfterSeconds: 2 })
  await using _heir = await owned({ executor: 'heir', deadAfterSeconds: 2 })
  const operation = await frozen.start('build-house', { name: 'thawed', pauseMs: 1_000 }, 'thawed')
  await expect.poll(() => yard.journal(), { timeout: 5_000 }).toContain(`begin ${operation.operationId}`)
  frozen.kill('SIGSTOP')
  expect(await yard.settled(operation.operationId)).toMatchObject({ state: 'succeeded', recoveries: 1 })
  const before = await yard.find(operation.operationId)
  await using _successor = await owned({ executor: 'frozen', deadAfterSeconds: 2 })
  frozen.kill('SIGCONT')
  expect((await frozen.exited).exitCode).toBe(3)
  expect(await yard.find(operation.operationId)).toEqual(before)
  expect((await yard.things()).filter((thing) => thing.startsWith('thawed'))).toHaveLength(3)
}, 30_000)

test('a process told to stop finishes what takes little and leaves the rest to the next', async () => {
  const leaving = await yard.spawn({ executor: 'leaving' })
  const short = await leaving.start('build-house', { name: 'short', pauseMs: 500 }, 'short')
  const long = await leaving.start('build-house', { name: 'long', pauseMs: 6_000 }, 'long')
  await leaving.call({ kind: 'stop' })
  expect((await leaving.exited).exitCode).toBe(0)
  expect(await yard.find(short.operationId)).toMatchObject({ state: 'succeeded' })
  expect(await yard.find(long.operationId)).toMatchObject({ state: 'running' })
  await using _next = await owned({ executor: 'leaving' })
  expect(await yard.settled(long.operationId)).toMatchObject({ state: 'succeeded', recoveries: 1 })
}, 60_000)

test('an operation in which the process keeps dying is given up and undone', async () => {
  const dying = await yard.spawn({ executor: 'poisoned' })
  const { operationId } = await dying.start('build-house', { name: 'poison', pauseMs: 60_000 })
  await expect.poll(() => yard.journal()).toContain(`begin ${operationId}`)
  dying.kill('SIGKILL')
  await dying.exited
  const { database } = yard.database
  await database
    .updateTable('engine_operations')
    .set({ recoveries: 20 })
    .where('id', '=', operationId)
    .execute()
  await using _next = await owned({ executor: 'poisoned' })
  expect(await yard.settled(operationId)).toMatchObject({ state: 'undone', recoveries: 21 })
}, 30_000)

test('an operation whose workflow no longer exists fails, and its lane goes on', async () => {
  const stranded = await recordOnly('newer', 'moved', 'a-workflow-of-old')
  const next = await recordOnly('newer', 'moved')
  await using _process = await owned({ executor: 'newer', deadAfterSeconds: 2 })
  expect(await yard.settled(stranded)).toMatchObject({ state: 'failed', error: { code: 'internal_error' } })
  expect(await yard.settled(next)).toMatchObject({ state: 'succeeded' })
}, 30_000)

async function owned(settings: Parameters<ToyYard['spawn']>[0]) {
  const process = await yard.spawn(settings)
  return {
    process,
    async [Symbol.asyncDispose]() {
      process.kill('SIGKILL')
      await process.exited
    },
  }
}
