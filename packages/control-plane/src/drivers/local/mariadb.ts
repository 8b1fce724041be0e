import { createHash } from 'node:crypto'
import { readdir, rename, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AipressError } from '@aipress/contract'
import { execa } from 'execa'
import { retry } from '../../kernel/retry.ts'
import type { ShardSpec } from '../../platform/shard-host.ts'
import type { Layout, ShardLayout } from './layout.ts'
import { digestOfFiles, ensureFile, ensureFolder } from './owned-files.ts'
import { removeTree } from './remove-tree.ts'
import type { ShardServers } from './shard-servers.ts'
import { boundSlowQueries, SLOW_QUERY_SECONDS } from './slow-queries.ts'
import type { Supervisor } from './supervisor.ts'
import { systemUser } from './system-user.ts'
import { becomesReady } from './wait.ts'

/**
 * A shard's database server. Only a Unix socket leads to it; root of the machine is its administrator
 * by that socket, so there is no administrator's password to keep.
 */
export async function ensureMariadb(
  deps: { layout: Layout; supervisor: Supervisor; servers: ShardServers },
  { shardId, slots }: ShardSpec,
  signal: AbortSignal,
): Promise<void> {
  const shard = deps.layout.shard(shardId)
  await ensureFile(shard.mariadb.configuration, configurationOf(shard, slots), {
    uid: 0,
    gid: 0,
    mode: 0o644,
  })
  await ensureFolder(dirname(shard.mariadb.socket), { ...(await systemUser('mysql')), mode: 0o711 })
  await ensureFolder(shard.mariadb.temporary, { ...(await systemUser('mysql')), mode: 0o700 })
  await retry(() => initialise(deps.layout, shardId, signal), isTransient, INITIALISE_LIMITS, signal)
  await deps.supervisor.ensure(
    {
      name: mariadbService(shardId),
      argv: [SERVER, `--defaults-file=${shard.mariadb.configuration}`],
      user: 'mysql',
      env: { AIPRESS_CONFIGURATION: await digestOfFiles([shard.mariadb.configuration]) },
      openFilesMax: OPEN_FILES_MAX,
      directory: shard.mariadb.data,
    },
    signal,
  )
  await becomesReady('the database server', () => deps.servers.pingDatabase(shardId), signal)
  await boundSlowQueries(deps, shardId, signal)
}

/** Seen to fail once in some hundred times on a machine short of processors; starting afresh costs half a second. */
const INITIALISE_LIMITS = { attempts: 3, firstDelayMs: 500, delayMsMax: 1_000 }
const isTransient = (error: unknown) => error instanceof AipressError && error.retryable

export const mariadbService = (shardId: string) => `${shardId}-mariadb`

/** 50 sites of 12 tables, each table a file and an open handle per use; plugins may double the tables. */
const OPEN_FILES_MAX = 16_384
const TABLES_OPEN_MAX = 4_000
/** No number of busy sites keeps another from its own: each of 50 may have 12, and the platform some. */
const CONNECTIONS_MAX = 640

/** With 96 MB a thousand small sites on 20 shards held 5.2 GB; what they read often is in their caches besides. */
const BUFFER_POOL_MB = { ofMany: 48, ofOne: 128 }

/** Copied aside and moved into place, so that a killed initialisation leaves no half of a server. */
async function initialise(layout: Layout, shardId: string, signal: AbortSignal): Promise<void> {
  const { data } = layout.shard(shardId).mariadb
  if (await exists(data)) return
  const installation = await ensureInstallation(layout, shardId, signal)
  const aside = `${data}.new`
  await removeTree(aside)
  await run('cp', ['-a', installation, aside], signal)
  // The server itself writes to the disk what it changes, and no more than that.
  await run('find', [aside, '-type', 'f', '-exec', 'sync', '{}', '+'], signal)
  await rename(aside, data)
}

const SERVER = '/usr/sbin/mariadbd'
/** The log of changes is made anew at the first start, in its right size. */
const INSTALLATION = [
  '--no-defaults',
  '--auth-root-authentication-method=socket',
  '--skip-test-db',
  '--skip-name-resolve',
  '--user=mysql',
  '--innodb-log-file-size=4M',
]

/**
 * The data of a server that nobody has used: installed once for each version of the server and copied for every shard,
 * as a copy takes a tenth of the processor time.
 */
async function ensureInstallation(layout: Layout, shardId: string, signal: AbortSignal): Promise<string> {
  const { size, mtimeMs } = await stat(SERVER)
  const name = createHash('sha256')
    .update(JSON.stringify([INSTALLATION, size, mtimeMs]))
    .digest('hex')
  const target = join(layout.mariadbInstallations, name.slice(0, 16))
  if (await exists(target)) return target
  await ensureFolder(layout.mariadbInstallations, { uid: 0, gid: 0, mode: 0o711 })
  const aside = `${target}.${shardId}`
  await removeTree(aside)
  await ensureFolder(aside, { ...(await systemUser('mysql')), mode: 0o700 })
  await run('mariadb-install-db', [...INSTALLATION, `--datadir=${aside}`], signal)
  // Another shard's may have come first.
  await rename(aside, target).catch(async (error: unknown) => {
    await removeTree(aside)
    if (!(await exists(target))) throw error
  })
  const others = (await readdir(layout.mariadbInstallations)).filter(
    (one) => !one.startsWith(basename(target)),
  )
  if (others.length > 0) await removeTree(...others.map((one) => join(layout.mariadbInstallations, one)))
  return target
}

async function run(program: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const result = await execa(program, args, { reject: false, stdin: 'ignore', cancelSignal: signal })
  signal.throwIfAborted()
  if (result.exitCode === 0) return
  throw new AipressError('platform_unavailable', 'The database server could not be initialised.', {
    context: { program, exitCode: result.exitCode ?? -1, output: result.stderr.slice(-2000) },
  })
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

/**
 * Small on purpose: many shards share a machine. A thread is of one connection alone (`thread_cache_size=0`), so that
 * what is done to it (database-time.ts) is done to no other site's. Each commit reaches the disk
 * (`innodb_flush_log_at_trx_commit=1`), as a site's last order must survive a power cut.
 */
function configurationOf(shard: ShardLayout, slots: number): string {
  const bufferPoolMb = slots === 1 ? BUFFER_POOL_MB.ofOne : BUFFER_POOL_MB.ofMany
  return `[mariadbd]
datadir=${shard.mariadb.data}
socket=${shard.mariadb.socket}
pid_file=${shard.mariadb.data}/mariadbd.pid
tmpdir=${shard.mariadb.temporary}
skip_networking=ON
skip_name_resolve=ON
skip_log_bin
skip_show_database
local_infile=OFF
symbolic_links=OFF
secure_file_priv=${dirname(shard.mariadb.socket)}
character_set_server=utf8mb4
collation_server=utf8mb4_unicode_520_ci
performance_schema=OFF
max_connections=${CONNECTIONS_MAX}
max_allowed_packet=64M
thread_cache_size=0
open_files_limit=${OPEN_FILES_MAX}
table_open_cache=${TABLES_OPEN_MAX}
table_definition_cache=${TABLES_OPEN_MAX}
innodb_buffer_pool_size=${bufferPoolMb}M
innodb_log_file_size=48M
innodb_log_buffer_size=4M
innodb_open_files=${TABLES_OPEN_MAX}
innodb_flush_log_at_trx_commit=1
innodb_buffer_pool_dump_at_shutdown=ON
key_buffer_size=1M
aria_pagecache_buffer_size=8M
query_cache_type=OFF
slow_query_log=ON
long_query_time=${SLOW_QUERY_SECONDS}
log_output=TABLE
event_scheduler=ON
`
}
