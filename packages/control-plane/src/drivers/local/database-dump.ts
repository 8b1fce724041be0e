import type { Place } from '../../platform/place.ts'
import type { DatabaseLogin } from './database-reader.ts'
import type { Layout } from './layout.ts'
import { readSiteConfiguration } from './site-configuration.ts'
import { pipeBetweenSlots, type SlotCommand } from './slot-command.ts'

/** As the servers have it; a site's longest value must fit. */
const PACKET_BYTES_MAX = 64 * 1024 ** 2

export interface Dump {
  readonly layout: Layout
  readonly from: Place
  readonly login: DatabaseLogin
  readonly to: Place
  readonly signal: AbortSignal
  readonly tables: readonly string[]
  /** Rows of one table that is there already; they replace what it has. Everything when left out. */
  readonly where?: string
}

/**
 * Pipes tables from one server into another; answers how many bytes of SQL they were. What a site has in its
 * tables is never run with more rights than the site has: neither in the server, nor in the `mariadb` program,
 * which would otherwise know commands of its own (`--binary-mode` takes them away).
 */
export async function pipeTables({ layout, from, login, to, signal, tables, where }: Dump): Promise<number> {
  const { database } = await readSiteConfiguration(layout.shard(to.shardId).slot(to.slot))
  const rows = where === undefined ? [] : ['--no-create-info', '--replace', `--where=${where}`]
  const dump = [
    'mariadb-dump',
    ...['--no-defaults', `--socket=${login.socket}`, `--user=${login.user}`, ...common],
    ...[
      '--single-transaction',
      '--skip-lock-tables',
      '--skip-triggers',
      '--skip-comments',
      '--no-tablespaces',
    ],
    ...['--hex-blob', '--no-autocommit', ...rows, '--', login.database, ...tables],
  ]
  const load = [
    'mariadb',
    ...['--no-defaults', `--socket=${database.socket}`, `--user=${database.user}`, ...common],
    ...['--binary-mode', database.name],
  ]
  const sender: SlotCommand = {
    layout,
    place: from,
    command: dump,
    env: { MYSQL_PWD: login.password },
    signal,
  }
  const receiver = { layout, place: to, command: load, env: { MYSQL_PWD: database.password }, signal }
  return await pipeBetweenSlots(sender, receiver)
}

const common = ['--default-character-set=utf8mb4', `--max-allowed-packet=${PACKET_BYTES_MAX}`]
