import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AipressError, type ErrorBody, isSettled, type Operation } from '@aipress/contract'
import { execaNode } from 'execa'
import { startPostgres, type TestPostgres } from '../../../../../test/harness/postgres.ts'
import { type DatabasePool, openDatabase } from '../../kernel/database.ts'
import { migrate } from '../../kernel/migrate.ts'
import { type Fault, readStruckFaults, type StruckFault, writeFaults } from '../faults.ts'
import { findOperation } from '../operation-store.ts'
import { engineMigrations } from '../operation-table.ts'
import type { ToyCommand, ToySettings } from './toy-process.ts'

/** A PostgreSQL, a workshop folder and any number of processes that run toys. */
export interface ToyYard extends AsyncDisposable {
  readonly postgres: TestPostgres
  readonly database: DatabasePool
  /** Every connection of every process, as a failing network would. */
  cutConnections(): Promise<void>
  spawn(settings?: Partial<ToySettings>): Promise<ToyProcess>
  /** A process that is started again whenever it dies, as a supervisor does. */
  supervise(settings?: Partial<ToySettings>): Supervised
  faults(faults: readonly Fault[]): Promise<void>
  /** Those that have struck so far. */
  struck(): Promise<StruckFault[]>
  settled(operationId: string): Promise<Operation>
  find(operationId: string): Promise<Operation | undefined>
  /** Names of what exists. */
  things(): Promise<string[]>
  read(thing: string): Promise<string>
  remove(things: readonly string[]): Promise<void>
  journal(): Promise<string[]>
}

export interface Supervised {
  /** The process that runs now; waits for it while it is being started. */
  process(): Promise<ToyProcess>
}

export interface ToyProcess {
  call<Answer>(command: ToyCommand): Promise<Answer>
  start(toy: string, input: unknown, lane?: string): Promise<Operation>
  kill(signal: NodeJS.Signals): void
  readonly exited: Promise<{ signal: string | undefined; exitCode: number | undefined }>
  readonly output: () => string
}

const SETTLED_WITHIN_MS = 60_000

export async function openToyYard(options: { durable?: boolean } = {}): Promise<ToyYard> {
  const postgres = await startPostgres(options)
  const folder = await mkdtemp(join(tmpdir(), 'aipress-toys-'))
  const url = await postgres.createDatabase()
  const database = openDatabase(url)
  await migrate(database.database, engineMigrations)
  const processes = new Set<ToyProcess>()
  let open = true

  async function spawn(settings?: Partial<ToySettings>): Promise<ToyProcess> {
    const process = await spawnToy({ url, executor: 'one', folder, ...settings })
    processes.add(process)
    if (!open) process.kill('SIGKILL')
    return process
  }

  return {
    postgres,
    database,
    spawn,
    supervise(settings) {
      let current = spawn(settings)
      const startAgain = (process: ToyProcess) =>
        process.exited.then(() => {
          if (!open) return
          current = spawn(settings)
          current.then(startAgain, () => undefined)
        })
      current.then(startAgain, () => undefined)
      return { process: () => current }
    },
    cutConnections: () => postgres.cutConnections(url),
    faults: (faults) => writeFaults(join(folder, 'faults.json'), faults),
    struck: () => readStruckFaults(join(folder, 'faults.json')),
    settled: (operationId) => waitSettled(database, operationId),
    find: (operationId) => findOperation(database.database, operationId, undefined),
    things: async () => (await readdir(join(folder, 'things')).catch(() => [])).sort(),
    read: (thing) => readFile(join(folder, 'things', thing), 'utf8'),
    remove: async (things) => {
      for (const thing of things) await rm(join(folder, 'things', thing))
    },
    journal: async () =>
      (await readFile(join(folder, 'journal'), 'utf8').catch(() => '')).split('\n').filter(Boolean),
    async [Symbol.asyncDispose]() {
      open = false
      for (const process of processes) process.kill('SIGKILL')
      await Promise.all([...processes].map((process) => process.exited))
      await database[Symbol.asyncDispose]()
      await postgres[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function waitSettled({ database }: DatabasePool, operationId: string): Promise<Operation> {
  const until = Date.now() + SETTLED_WITHIN_MS
  let last: Operation | undefined
  while (Date.now() < until) {
    last = await findOperation(database, operationId, undefined).catch(() => last)
    if (last && isSettled(last.state)) return last
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`Not settled in time: ${JSON.stringify(last)}`)
}

async function spawnToy(settings: ToySettings): Promise<ToyProcess> {
  const file = fileURLToPath(new URL('./toy-process.ts', import.meta.url))
  const child = execaNode(file, [JSON.stringify(settings)], {
    reject: false,
    ipc: true,
    all: true,
    buffer: false,
    nodePath: process.execPath,
  })
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  let output = ''
  let last = 0
  child.all?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    if (process.env.TOY_LOG) process.stderr.write(chunk)
  })
  const receive = (message: unknown) => {
    const { id, value, error } = message as { id: number; value?: unknown; error?: ErrorBody | string }
    const caller = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) caller?.resolve(value)
    else caller?.reject(typeof error === 'string' ? new Error(error) : AipressError.fromBody(error))
  }
  const receiving = async () => {
    for await (const message of child.getEachMessage()) receive(message)
  }
  receiving().catch(() => undefined)
  const exited = child.then(({ signal, exitCode }) => {
    for (const caller of waiting.values()) caller.reject(new Error(`the process has ended: ${output}`))
    return { signal, exitCode }
  })
  await new Promise((resolve, reject) => waiting.set(0, { resolve, reject }))

  function call<Answer>(command: ToyCommand): Promise<Answer> {
    last += 1
    const id = last
    return new Promise<Answer>((resolve, reject) => {
      waiting.set(id, { resolve: (value) => resolve(value as Answer), reject })
      child.sendMessage({ id, command: { ...command } }).catch(reject)
    })
  }

  return {
    call,
    start: (toy, input, lane) => call({ kind: 'start', toy, input, ...(lane === undefined ? {} : { lane }) }),
    kill: (signal) => child.kill(signal),
    exited,
    output: () => output,
  }
}
