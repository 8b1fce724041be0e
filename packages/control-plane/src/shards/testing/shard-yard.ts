import { join } from 'node:path'
import { newId, type Operation } from '@aipress/contract'
import { z } from 'zod'
import { startPostgres, type TestPostgres } from '../../../../../test/harness/postgres.ts'
import { checkedStatements } from '../../directory/testing/spanner-dialect.ts'
import { openTestWorld, type TestWorld } from '../../drivers/simulated/testing/test-world.ts'
import { writeFaults } from '../../engine/faults.ts'
import {
  createEngine,
  type DurableEngine,
  engineMigrations,
  needs,
  type Workflow,
  workflow,
} from '../../engine/index.ts'
import { type Database, openDatabase } from '../../kernel/database.ts'
import { createLog } from '../../kernel/log.ts'
import { migrate } from '../../kernel/migrate.ts'
import { createSeal } from '../../kernel/seal.ts'
import { createTurns, type Turns } from '../../kernel/turns.ts'
import { createShardWorkflow } from '../create-shard.workflow.ts'
import { retireShardWorkflow } from '../retire-shard.workflow.ts'
import { findShard } from '../shard-records.ts'
import type { ShardServices } from '../shard-services.ts'
import { createShardStore, type ShardStore } from '../shard-store.ts'
import { type ShardLifecycle, shardMigrations } from '../shard-tables.ts'

/** A control group with a directory and an engine of its own and shards of a simulated cloud, for one test. */
export interface ShardYard extends AsyncDisposable {
  readonly directory: Database
  readonly shards: ShardStore
  readonly engine: DurableEngine
  readonly world: TestWorld
  readonly turns: Turns
  /** States of shards as turns ended that were theirs; undefined where there was none any more. */
  readonly turnEnds: (ShardLifecycle | undefined)[]
  /** Starts an operation that is at work until it is let go. */
  hold(request: { operationId?: string; lane?: string }): Promise<Operation>
  letGo(operationId: string, how: 'succeeded' | 'undone'): Promise<void>
  run<Input>(work: Workflow<Input, ShardServices>, input: Input, operationId: string): Promise<Operation>
  /** Lets the next making of a shard fail before the step. */
  failAt(step: string): Promise<void>
  settled(operationId: string): Promise<Operation>
  set(shardId: string, values: { state?: ShardLifecycle; created_at?: Date }): Promise<void>
}

export interface ShardYards extends AsyncDisposable {
  open(options?: { numbersMax?: number }): Promise<ShardYard>
  readonly statements: ReturnType<typeof checkedStatements>
}

interface Gates {
  gates: Map<string, PromiseWithResolvers<void>>
}

const holdWorkflow = workflow('hold', z.object({}), needs<Gates>()).step('wait', {
  title: 'Wait to be let go',
  do: ({ services, operationId }) => services.gates.get(operationId)?.promise ?? Promise.resolve(),
  undo: async () => undefined,
})

const SETTLED_MS_MAX = 60_000

export async function openShardYards(): Promise<ShardYards> {
  const postgres = await startPostgres()
  const statements = checkedStatements()
  return {
    statements,
    open: (options = {}) => openShardYard(postgres, statements.onStatement, options),
    [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
  }
}

async function openShardYard(
  postgres: TestPostgres,
  onStatement: (sql: string) => void,
  { numbersMax = 100 }: { numbersMax?: number },
): Promise<ShardYard> {
  const disposables = new AsyncDisposableStack()
  const options = { bigintAsNumber: true, onStatement }
  const { database: directory } = disposables.use(openDatabase(await postgres.createDatabase(), options))
  const group = disposables.use(openDatabase(await postgres.createDatabase()))
  await migrate(directory, shardMigrations)
  await migrate(group.database, engineMigrations)
  const world = disposables.use(openTestWorld())
  const faultsFile = join(world.folder, 'faults.json')
  const gates: Gates['gates'] = new Map()
  const turnEnds: ShardYard['turnEnds'] = []
  const turns = watchedTurns(directory, turnEnds)
  const services: ShardServices & Gates = {
    gates,
    directory,
    shardHost: world.shardHost,
    turns,
    host: world.siteHost,
  }
  const engine = createEngine({
    ...group,
    workflows: [holdWorkflow, createShardWorkflow, retireShardWorkflow],
    services,
    executor: 'yard',
    stepTimeoutSeconds: 60,
    operationsAtOnce: 8,
    faultsFile,
    log: createLog('silent'),
    onReplaced: () => undefined,
  })
  await engine.launch()
  disposables.defer(() => engine.stop())
  // What is still held would keep the engine from stopping at once.
  disposables.defer(() => {
    for (const gate of gates.values()) gate.resolve()
  })
  const settled = (operationId: string) => settledOf(engine, operationId)
  return {
    directory,
    engine,
    world,
    turns,
    turnEnds,
    shards: createShardStore({
      directory,
      seal: createSeal(Buffer.alloc(32, 7)),
      controlGroup: 1,
      idOf: (number) => `shard-${String(number).padStart(3, '0')}`,
      numbersMax,
    }),
    settled,
    failAt: (step) =>
      writeFaults(faultsFile, [{ workflow: createShardWorkflow.name, step, phase: 'before', kind: 'fail' }]),
    async hold({ operationId = newId('operation'), lane }) {
      const gate = Promise.withResolvers<void>()
      // It may be let go to fail before the operation has come to wait for it.
      gate.promise.catch(() => undefined)
      gates.set(operationId, gate)
      return engine.begin(holdWorkflow, {}, request(operationId, lane))
    },
    async letGo(operationId, how) {
      if (how === 'succeeded') gates.get(operationId)?.resolve()
      else gates.get(operationId)?.reject(new Error('It was let go to fail.'))
      await settled(operationId)
    },
    async run(work, input, operationId) {
      await engine.begin(work, input, request(operationId, undefined))
      return settled(operationId)
    },
    async set(shardId, values) {
      await directory.updateTable('shards').set(values).where('shard_id', '=', shardId).execute()
    },
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  }
}

const request = (operationId: string, lane: string | undefined) => ({
  operationId,
  lane,
  action: 'shards.create',
  title: 'A test’s work',
  requestedBy: 'a test',
  accountId: 'acc_test',
  siteId: undefined,
  siteName: undefined,
})

/** Turns that note what each leaves behind for the next. */
function watchedTurns(directory: Database, ends: ShardYard['turnEnds']): Turns {
  const turns = createTurns()
  return {
    isTaken: turns.isTaken,
    take(shardId, work, signal) {
      const watched = async () => {
        const answer = await work()
        ends.push((await findShard(directory, shardId))?.state)
        return answer
      }
      return turns.take(shardId, watched, signal)
    },
  }
}

async function settledOf(engine: DurableEngine, operationId: string): Promise<Operation> {
  let last: Operation | undefined
  for await (const operation of engine.watch(operationId, AbortSignal.timeout(SETTLED_MS_MAX))) {
    last = operation
  }
  if (last === undefined) throw new Error(`There is no operation ${operationId}.`)
  return last
}
