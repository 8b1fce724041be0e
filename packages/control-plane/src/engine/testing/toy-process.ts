import { AipressError, type Operation } from '@aipress/contract'
import { openDatabase } from '../../kernel/database.ts'
import { createLog } from '../../kernel/log.ts'
import type { Scope } from '../../kernel/scope.ts'
import { createEngine } from '../durable-engine.ts'
import type { OperationRequest } from '../engine.ts'
import { openWorkshop, TOYS } from './toys.ts'

/** A process with nothing but the engine and the toys, for tests to command and to kill. */

export interface ToySettings {
  readonly url: string
  readonly executor: string
  readonly folder: string
  readonly deadAfterSeconds?: number
  readonly stepTimeoutSeconds?: number
}

export type ToyCommand =
  | {
      kind: 'start'
      toy: string
      input: unknown
      lane?: string
      operationId?: string
      rollback?: boolean
      dieAfterCommit?: boolean
    }
  | { kind: 'watch'; operationId: string }
  | { kind: 'cancel'; operationId: string }
  | { kind: 'list'; limit: number; cursor?: string; scope?: Scope }
  | { kind: 'summary' }
  | { kind: 'time'; times: number }
  | { kind: 'memory' }
  | { kind: 'stop' }

const settings: ToySettings = JSON.parse(process.argv[2] ?? '')
const { database, pool } = openDatabase(settings.url)
const engine = createEngine({
  database,
  pool,
  workflows: TOYS,
  services: {
    workshop: openWorkshop(settings.folder),
    order: async (name: string) =>
      (await start({ kind: 'start', toy: 'build-house', input: { name } })).operationId,
  },
  executor: settings.executor,
  stepTimeoutSeconds: settings.stepTimeoutSeconds ?? 30,
  operationsAtOnce: 32,
  faultsFile: `${settings.folder}/faults.json`,
  log: createLog(process.env.TOY_LOG ?? 'silent'),
  deadAfterSeconds: settings.deadAfterSeconds ?? 30,
  onReplaced: () => process.exit(3),
})

process.on('message', ({ id, command }: { id: number; command: ToyCommand }) => {
  answer(command).then(
    (value) => process.send?.({ id, value }),
    (error) => process.send?.({ id, error: error instanceof AipressError ? error.toBody() : String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))

await engine.launch()
process.send?.({ id: 0, value: 'ready' })

async function answer(command: ToyCommand): Promise<unknown> {
  switch (command.kind) {
    case 'start':
      return start(command)
    case 'cancel':
      return engine.cancel(command.operationId)
    case 'watch':
      return watched(command.operationId)
    case 'list':
      return engine.list({ scope: undefined, ...command })
    case 'summary':
      return engine.summary()
    case 'time':
      return timeMany(command.times)
    case 'memory':
      return {
        rssBytes: process.memoryUsage().rss,
        cpuMicros: process.cpuUsage().user + process.cpuUsage().system,
      }
    case 'stop':
      await engine.stop()
      setImmediate(() => process.exit(0))
      return undefined
  }
}

async function start(command: ToyCommand & { kind: 'start' }) {
  const toy = TOYS.find(({ name }) => name === command.toy)
  if (!toy) throw new Error(`There is no toy ${command.toy}.`)
  const request = { ...requestOf(command.lane), operationId: command.operationId }
  if (!command.rollback && !command.dieAfterCommit) {
    return engine.begin(toy as never, command.input as never, request)
  }
  const work = engine.transaction(async (tx) => {
    const operation = await engine.start(tx, toy as never, command.input as never, request)
    if (command.rollback) throw new Error('rolled back on purpose')
    return operation
  })
  const operation = await work
  if (command.dieAfterCommit) process.kill(process.pid, 'SIGKILL')
  return operation
}

function requestOf(lane: string | undefined): OperationRequest {
  return {
    action: 'toys.build',
    title: 'Build a toy',
    requestedBy: 'a test',
    accountId: 'acc_test',
    lane,
    siteId: lane,
    siteName: lane,
  }
}

/** Milliseconds from asking to settled, one after another, as a watcher sees it. */
async function timeMany(times: number): Promise<number[]> {
  const taken: number[] = []
  for (let time = 0; time < times; time += 1) {
    const from = performance.now()
    const operation = (await start({ kind: 'start', toy: 'do-nothing', input: {}, lane: 'timed' })) as {
      operationId: string
    }
    await watched(operation.operationId)
    taken.push(performance.now() - from)
  }
  return taken
}

async function watched(operationId: string): Promise<Operation[]> {
  const seen: Operation[] = []
  for await (const operation of engine.watch(operationId, AbortSignal.timeout(60_000))) seen.push(operation)
  return seen
}
