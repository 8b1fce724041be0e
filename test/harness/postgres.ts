import { rmSync } from 'node:fs'
import { chown, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import pg from 'pg'
import { openDatabase } from '../../packages/control-plane/src/kernel/database.ts'
import { type Migrations, migrate } from '../../packages/control-plane/src/kernel/migrate.ts'
import { retry } from '../../packages/control-plane/src/kernel/retry.ts'
import { keepSeed, sow } from './seeds.ts'

/** A real PostgreSQL of a test file's own, in a temporary folder, reachable by its Unix socket alone. */
export interface TestPostgres extends AsyncDisposable {
  /** Makes a database, empty or with these tables, and answers its URL. Each test takes its own. */
  createDatabase(migrations?: Migrations): Promise<string>
  /** Ends every connection to the database, as a restart of the server would. */
  cutConnections(databaseUrl: string): Promise<void>
  /** The server dies without a checkpoint, as in a power cut, until it is started again. */
  crash(): Promise<void>
  start(): Promise<void>
}

export interface TestPostgresOptions {
  /** Commits wait for the disk, as in earnest: for measuring. */
  readonly durable?: boolean
}

const BINARIES = '/usr/lib/postgresql'
/** Starting takes half a second; a machine busy with other tests may need far longer. */
const START_ATTEMPTS = 200

export async function startPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-pg-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  process.once('exit', removeFolder)
  const identity = await unprivilegedUser()
  if (identity !== undefined) await chown(folder, identity.uid, identity.gid)
  const binaries = await binariesFolder()
  const data = join(folder, 'data')
  if (!(await sow('postgres-alone', data))) {
    const init = ['-D', data, '-U', 'aipress', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
    await execa(join(binaries, 'initdb'), init, { ...identity, cwd: folder })
    await keepSeed('postgres-alone', data)
  }
  const launch = () =>
    execa(join(binaries, 'postgres'), serverArguments(data, folder, options), {
      ...identity,
      cwd: folder,
      stdio: 'ignore',
      reject: false,
    })
  let server = launch()
  let up = true
  const urlOf = (database: string) => `postgresql://aipress@/${database}?host=${folder}`
  const admin = new pg.Pool({ connectionString: urlOf('postgres'), max: 2 })
  admin.on('error', () => undefined)
  const limits = { attempts: START_ATTEMPTS, firstDelayMs: 25, delayMsMax: 200 }
  const ready = () =>
    retry(
      () => admin.query('select 1'),
      () => up,
      limits,
    )
  await ready()
  let made = 0
  async function create(template: string): Promise<string> {
    made += 1
    const name = `test_${made}`
    await admin.query(`create database ${name} template ${template} strategy file_copy`)
    return name
  }
  /** Copying tables takes a tenth of making them. */
  const templates = new Map<string, Promise<string>>()
  function templateOf(migrations: Migrations): Promise<string> {
    const key = Object.keys(migrations).sort().join()
    const template = templates.get(key) ?? makeTemplate(migrations)
    templates.set(key, template)
    return template
  }
  async function makeTemplate(migrations: Migrations): Promise<string> {
    const name = await create('template1')
    await using opened = openDatabase(urlOf(name))
    await migrate(opened.database, migrations)
    return name
  }
  return {
    async createDatabase(migrations = {}) {
      const template = Object.keys(migrations).length === 0 ? 'template1' : await templateOf(migrations)
      return urlOf(await create(template))
    },
    async cutConnections(databaseUrl) {
      const database = new URL(databaseUrl.replace('@/', '@localhost/')).pathname.slice(1)
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
        database,
      ])
    },
    async crash() {
      up = false
      server.kill('SIGQUIT')
      await server
    },
    async start() {
      up = true
      server = launch()
      await ready()
    },
    async [Symbol.asyncDispose]() {
      await admin.end()
      server.kill('SIGQUIT')
      await server
      removeFolder()
      process.removeListener('exit', removeFolder)
    },
  }
}

/** Usually nothing of a test's database needs to outlive a power cut. */
function serverArguments(data: string, socketFolder: string, { durable }: TestPostgresOptions): string[] {
  const switched = durable ? 'on' : 'off'
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    fsync: switched,
    synchronous_commit: switched,
    full_page_writes: switched,
    shared_buffers: '16MB',
    max_connections: '100',
  }
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** PostgreSQL refuses to run as root; its own user then does it. */
async function unprivilegedUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (option) => Number((await execa('id', [option, 'postgres'])).stdout)),
  )
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
}

async function binariesFolder(): Promise<string> {
  const versions = (await readdir(BINARIES)).sort((a, b) => Number(b) - Number(a))
  const newest = versions[0]
  if (newest === undefined) throw new Error('PostgreSQL is not installed: run "npm run up" once.')
  return join(BINARIES, newest, 'bin')
}
