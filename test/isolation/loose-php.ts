import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { fastCgi } from '../../packages/control-plane/src/drivers/local/fastcgi.ts'
import { PROCESSES_MAX } from '../../packages/control-plane/src/drivers/local/php-pool.ts'
import { retry } from '../../packages/control-plane/src/kernel/retry.ts'
import type { Switch } from './attack.ts'
import type { Neighbour, World } from './world.ts'

/**
 * Another PHP-FPM with the pools of attacker and victim, as their shard's has them but for what is said to be
 * loose. Always loose are the namespaces: it sees all processes and shares memory with the machine.
 */
export interface Looseness {
  /** Lines of php.ini. */
  readonly settings?: Readonly<Record<string, string>>
  /** Lines of PHP-FPM's pools. */
  readonly pool?: Readonly<Record<string, string>>
  /** Of what stands before the program: limits and privileges. */
  readonly without?: 'nproc' | 'no-new-privs'
  /** What the victim's visitors have done by then. */
  readonly before?: (
    run: (neighbour: Neighbour, script: string) => Promise<string>,
    world: World,
  ) => Promise<unknown>
  readonly undo?: (world: World) => Promise<unknown>
}

export function loose(how: string, looseness: Looseness): Switch {
  return {
    how,
    async off(world) {
      const php = await startLoosePhp(world, looseness)
      try {
        await looseness.before?.(php.script, world)
      } catch (error) {
        await php.stop()
        throw error
      }
      return {
        run: (plugin) => world.runBy((path) => php.visit(world.attacker, path), plugin),
        async undo() {
          await php.stop()
          await looseness.undo?.(world)
        },
      }
    },
  }
}

const TIMEOUT_MS = 60_000
const READY = { attempts: 400, firstDelayMs: 5, delayMsMax: 50 }

async function startLoosePhp(world: World, looseness: Looseness) {
  const { php } = world.layout.shard(world.attacker.place.shardId)
  const folder = await mkdtemp(join(world.layout.home, 'loose-'))
  await chmod(folder, 0o755)
  const socketOf = ({ slot }: Neighbour) => join(folder, `${slot.label}.sock`)
  const pools = await readFile(php.pools, 'utf8')
  const own = [world.attacker, world.victim].map((neighbour) =>
    loosePool(pools, neighbour, socketOf(neighbour), looseness.pool ?? {}),
  )
  const settings = Object.entries(looseness.settings ?? {}).map(([name, value]) => `${name} = ${value}`)
  const ini = `${await readFile(php.settings, 'utf8')}${settings.join('\n')}\n`
  await writeFile(join(folder, 'loose.ini'), ini)
  const configuration = join(folder, 'loose.conf')
  await writeFile(configuration, `[global]\nerror_log = ${folder}/log\ndaemonize = no\n${own.join('\n')}`)
  const limits = [
    ...(looseness.without === 'nproc' ? [] : ['prlimit', `--nproc=${PROCESSES_MAX}`]),
    ...(looseness.without === 'no-new-privs' ? [] : ['setpriv', '--no-new-privs']),
  ]
  const program = ['php-fpm8.2', '--nodaemonize', '--fpm-config', configuration]
  const daemon = execa('setpriv', ['--pdeathsig', 'TERM', ...limits, ...program], {
    stdio: 'ignore',
    reject: false,
    cwd: '/',
    env: { PHP_INI_SCAN_DIR: `/etc/php/8.2/fpm/conf.d:${folder}` },
  })
  const ask = (neighbour: Neighbour, params: Record<string, string>) =>
    fastCgi({
      socket: socketOf(neighbour),
      params: { REQUEST_METHOD: 'GET', ...params },
      timeoutMs: TIMEOUT_MS,
    })
  await retry(
    () => ask(world.attacker, { SCRIPT_NAME: '/ping', SCRIPT_FILENAME: '/ping' }),
    () => true,
    READY,
  )
  return {
    /** WordPress' front door. */
    visit: async (neighbour: Neighbour, path: string) =>
      (await ask(neighbour, wordpressParams(neighbour, path))).body,
    script: async (neighbour: Neighbour, path: string) =>
      (await ask(neighbour, { SCRIPT_NAME: '/x.php', SCRIPT_FILENAME: path })).body,
    async stop() {
      daemon.kill('SIGTERM')
      await daemon
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function loosePool(pools: string, { slot }: Neighbour, socket: string, changes: Record<string, string>) {
  const text = pools.split(/^(?=\[)/m).find((pool) => pool.startsWith(`[${slot.database}]`))
  if (text === undefined) throw new Error(`There is no pool of ${slot.database}.`)
  const lines = text.replace(/^listen = .*$/m, `listen = ${socket}`).split('\n')
  const kept = lines.filter((line) => changes[line.split(' = ')[0] ?? ''] === undefined)
  return [...kept, ...Object.entries(changes).map(([name, value]) => `${name} = ${value}`), ''].join('\n')
}

function wordpressParams({ slot, host }: Neighbour, path: string): Record<string, string> {
  const url = new URL(path, `http://${host}`)
  return {
    REQUEST_URI: path,
    QUERY_STRING: url.search.slice(1),
    SCRIPT_NAME: '/index.php',
    SCRIPT_FILENAME: join(slot.live, 'wordpress/index.php'),
    DOCUMENT_ROOT: join(slot.live, 'wordpress'),
    SERVER_PROTOCOL: 'HTTP/1.1',
    SERVER_NAME: host,
    SERVER_PORT: '80',
    HTTP_HOST: host,
    REMOTE_ADDR: '127.0.0.1',
  }
}
