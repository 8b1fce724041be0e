import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Layout } from '@aipress/control-plane/drivers/local/layout.ts'
import { POSTGRES_SERVICE } from '@aipress/control-plane/drivers/local/machine.ts'
import { ensureFile, ensureFolder, type Ownership } from '@aipress/control-plane/drivers/local/owned-files.ts'
import type { Supervisor } from '@aipress/control-plane/drivers/local/supervisor.ts'
import { systemUser } from '@aipress/control-plane/drivers/local/system-user.ts'
import { becomesReady } from '@aipress/control-plane/drivers/local/wait.ts'
import { execa } from 'execa'
import pg from 'pg'
import { SetupError } from '../../../tools/setup-error.mjs'

export interface PostgresRequest {
  readonly layout: Layout
  readonly supervisor: Supervisor
  readonly signal: AbortSignal
  /** How many control groups there are; each has two databases. */
  readonly groups: number
  /** Tests need no data that outlives a power cut. */
  readonly withoutDurabilityForTestsOnly: boolean
}

const BINARIES = '/usr/lib/postgresql'

/**
 * The platform's PostgreSQL: reachable by its socket alone, and only by root, who becomes the database
 * user `aipress` (peer authentication), so that there is no password to keep.
 */
export async function ensurePostgres(request: PostgresRequest): Promise<void> {
  const { layout, supervisor, signal } = request
  const { data, run } = layout.postgres
  const owner = await systemUser('postgres')
  await ensureFolder(run, { ...owner, mode: 0o700 })
  const version = await ensurePostgresData(request)
  const changed = await writeConfiguration(request, { ...owner, mode: 0o600 })
  await supervisor.ensure(
    {
      name: POSTGRES_SERVICE,
      argv: [programOf(version, 'postgres'), '-D', data],
      user: 'postgres',
      stopSignal: 'INT',
      directory: '/',
    },
    signal,
  )
  await becomesReady('PostgreSQL', () => query(layout, 'postgres', 'SELECT 1'), signal)
  if (changed) await supervisor.restart(POSTGRES_SERVICE, signal)
  await becomesReady('PostgreSQL', () => query(layout, 'postgres', 'SELECT 1'), signal)
  await ensureDatabases(request)
}

const programOf = (version: string, name: string) => join(BINARIES, version, 'bin', name)

/** The data of a server in which there is nothing yet, unless there is data already. Answers its version. */
export async function ensurePostgresData(
  request: Pick<PostgresRequest, 'layout' | 'signal' | 'withoutDurabilityForTestsOnly'>,
): Promise<string> {
  const { data } = request.layout.postgres
  const version = await versionFor(data)
  if ((await dataVersion(data)) === undefined) await initialise(data, programOf(version, 'initdb'), request)
  return version
}

async function versionFor(data: string): Promise<string> {
  const installed: string[] = await readdir(BINARIES).catch(() => [])
  const present = await dataVersion(data)
  const wanted = present ?? installed.sort((a, b) => Number(a) - Number(b)).at(-1)
  if (wanted !== undefined && installed.includes(wanted)) return wanted
  throw new SetupError(`PostgreSQL ${wanted ?? ''} is not installed.`, {
    hint: `Install it: apt-get install postgresql-${wanted ?? '15'}`,
  })
}

async function dataVersion(data: string): Promise<string | undefined> {
  return (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined))?.trim()
}

/** Made aside and moved into place, so that an interrupted run leaves no half of it. */
async function initialise(
  data: string,
  initdb: string,
  {
    signal,
    withoutDurabilityForTestsOnly,
  }: Pick<PostgresRequest, 'signal' | 'withoutDurabilityForTestsOnly'>,
): Promise<void> {
  const owner = await systemUser('postgres')
  const aside = `${data}.new`
  await rm(aside, { recursive: true, force: true })
  await ensureFolder(aside, { ...owner, mode: 0o700 })
  const options = ['-D', aside, '-U', 'postgres', '-A', 'peer', '-E', 'UTF8', '--locale=C.UTF-8']
  const quick = withoutDurabilityForTestsOnly ? ['--no-sync'] : []
  await execa(initdb, [...options, ...quick], { ...owner, cwd: '/', cancelSignal: signal })
  await rename(aside, data)
}

async function writeConfiguration(request: PostgresRequest, ownership: Ownership): Promise<boolean> {
  const { data } = request.layout.postgres
  const files = {
    'postgresql.conf': configurationOf(request),
    'pg_hba.conf': 'local all all peer map=machine\n',
    'pg_ident.conf': 'machine root aipress\nmachine root postgres\nmachine postgres postgres\n',
  }
  const changes = []
  for (const [name, text] of Object.entries(files)) {
    changes.push(await ensureFile(join(data, name), text, ownership))
  }
  return changes.includes(true) && (await isRunning(request))
}

async function isRunning({ supervisor }: PostgresRequest): Promise<boolean> {
  return (await supervisor.status(POSTGRES_SERVICE))?.up ?? false
}

/**
 * Sized for a directory of thousands of sites beside 20 shards: its working set is a few megabytes.
 * A control-plane process has 60 connections at most; two may be there while one replaces the other. Those that nobody opens cost 20 kB each.
 */
function configurationOf({ layout, groups, withoutDurabilityForTestsOnly }: PostgresRequest): string {
  return `listen_addresses = ''
unix_socket_directories = '${layout.postgres.run}'
unix_socket_permissions = 0700
max_connections = ${Math.max(200, 100 + 60 * groups)}
shared_buffers = 64MB
work_mem = 4MB
maintenance_work_mem = 32MB
effective_cache_size = 256MB
min_wal_size = 64MB
max_wal_size = 512MB
jit = off
max_parallel_workers = 0
max_parallel_workers_per_gather = 0
autovacuum_max_workers = 2
huge_pages = off
dynamic_shared_memory_type = mmap
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = ''
log_checkpoints = off
${withoutDurabilityForTestsOnly ? 'fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n' : ''}`
}

async function ensureDatabases({ layout, groups }: PostgresRequest): Promise<void> {
  const roles = await query(layout, 'postgres', "SELECT 1 FROM pg_roles WHERE rolname = 'aipress'")
  if (roles.length === 0) await query(layout, 'postgres', 'CREATE ROLE aipress LOGIN')
  const present = await query(layout, 'postgres', 'SELECT datname AS name FROM pg_database')
  const wanted = Array.from({ length: groups }, (_, index) => layout.postgres.databaseOf(index + 1))
  for (const name of wanted.filter((one) => !present.some((row) => row.name === one))) {
    await query(layout, 'postgres', `CREATE DATABASE ${name} OWNER aipress`)
  }
}

export async function query(
  layout: Layout,
  database: string,
  text: string,
): Promise<Record<string, unknown>[]> {
  const host = layout.postgres.run
  const client = new pg.Client({ user: 'postgres', database, host, connectionTimeoutMillis: 5_000 })
  // A server that ends meanwhile is reported by the query; unheard, the event would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(text)).rows
  } finally {
    await client.end().catch(() => undefined)
  }
}
