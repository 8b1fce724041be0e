import { join } from 'node:path'
import { AipressError } from '@aipress/contract'
import { execa } from 'execa'
import type { Place } from '../../platform/place.ts'
import type { WpCliRun } from '../../platform/site-host.ts'
import { LIMITS, openCgroups } from './cgroups.ts'
import type { Layout } from './layout.ts'
import { CURRENT_RELEASE } from './mail-program.ts'
import { PHP_VERSION } from './php-fpm.ts'
import { pathSettings, REQUEST_ROOM_MB } from './php-pool.ts'
import { countProcessesOf } from './slot-processes.ts'
import { tierAt } from './slot-record.ts'
import { slotUser } from './slot-user.ts'

/** Killed with its children even when the control plane itself is gone. */
const RUN_SECONDS_MAX = 660
/** Imports want more than pages do. */
const MEMORY_MB_DEFAULT = 512
/** As much again as PHP's own limit: libraries and a helper's copy of it take room as well. */
const MEMORY_MB_BESIDES = 512
const BOUNDS = ['--nofile=1024', '--core=0', '--cpu=600']

/** Of a release. Before WP-CLI begins, so that no option of it leads around this. */
const PAST_WORDPRESS = 'object-cache/past-wordpress.php'

/** Of a run: who enters, who encloses, who ends it, PHP, and a helper. */
const OWN_PROCESSES = 5

/** In words of a shell, a process that a signal ended has this much more than the signal's number. */
const SIGNALLED = 128
const SIGKILL = 9

export interface WpCliTarget {
  readonly layout: Layout
  readonly place: Place
  readonly wordpressVersion: string
}

/**
 * Runs the real WP-CLI as the slot's own Unix user, with the same configuration and paths as its pool,
 * after the pages of visitors (`nice`). Each run has process numbers of its own, of which `timeout` is the
 * first and root's: when that ends, so does whatever the run started, also in a session of its own, and
 * nobody within sees processes of others. Commands of one site at the same time do not disturb each other.
 */
export async function runWpCli(
  { layout, place, wordpressVersion }: WpCliTarget,
  run: WpCliRun & { input?: string },
): Promise<{ exitCode: number }> {
  if (run.signal.aborted) return { exitCode: SIGNALLED + SIGKILL }
  const memoryMb = run.memoryMb ?? MEMORY_MB_DEFAULT
  const slot = layout.shard(place.shardId).slot(place.slot)
  const wordpress = `--path=${layout.wordpress.core(wordpressVersion)}`
  const php = [
    `php${PHP_VERSION}`,
    ...phpSettings(layout, place, { ...run, memoryMb }),
    layout.wpCli,
    wordpress,
    ...run.args,
  ]
  const { uid, gid } = slotUser(layout.home, place)
  const user = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--no-new-privs']
  const addressSpace = `--as=${(memoryMb + MEMORY_MB_BESIDES) * 1024 ** 2}`
  const { processes } = LIMITS[await tierAt(layout, place)]
  const unprivileged = [
    'setpriv',
    ...user,
    'prlimit',
    `--nproc=${processes}`,
    ...BOUNDS,
    addressSpace,
    '--',
    ...php,
  ]
  const limited = ['timeout', '--kill-after=5', String(RUN_SECONDS_MAX), ...unprivileged]
  const [program = '', ...args] = [
    ...(await entrance(layout, place)),
    'nice',
    '-n',
    '5',
    ...(await enclosure()),
    ...limited,
  ]
  const child = execa(program, args, {
    cwd: slot.temporary,
    env: {
      AIPRESS_SITE_CONFIG: slot.configuration,
      ...(run.writesPast ? { AIPRESS_PAST_WORDPRESS: slot.objectCacheOutage } : {}),
      HOME: slot.temporary,
      TMPDIR: slot.temporary,
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'C.UTF-8',
      PAGER: 'cat',
      WP_CLI_DISABLE_AUTO_CHECK_UPDATE: '1',
    },
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    encoding: 'utf8',
    ...(run.input === undefined ? { stdin: 'ignore' as const } : { input: run.input }),
  })
  const kill = () => killGroup(child.pid)
  run.signal.addEventListener('abort', kill, { once: true })
  let hasAnswered = false
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8')
    child[stream].on('data', (text: string) => {
      hasAnswered ||= stream === 'stdout'
      run.onOutput(stream, text)
    })
  }
  try {
    const { exitCode = SIGNALLED + SIGKILL } = await child
    if (exitCode !== 0 && !hasAnswered && !run.signal.aborted) await refuseIfFull(layout, place, processes)
    return { exitCode }
  } finally {
    run.signal.removeEventListener('abort', kill)
    // What it left in the background would otherwise outlive its caller.
    killGroup(child.pid)
  }
}

/**
 * Where the site has all the processes that it may, a command ends before WP-CLI could say a word. By now the few that
 * it had itself are free again, or taken by what fills the site.
 */
async function refuseIfFull(layout: Layout, place: Place, processesMax: number): Promise<void> {
  if ((await countProcessesOf(layout, place)) < processesMax - OWN_PROCESSES) return
  throw new AipressError(
    'site_busy',
    `The site has reached its number of processes (${processesMax}), so the command could not be run.`,
    {
      hint: 'Suspend the site and resume it, which ends what it runs: aipress site suspend <site>, then aipress site resume <site>',
    },
  )
}

/** A command counts with its site's other processes, and is bounded with them. */
async function entrance(layout: Layout, place: Place): Promise<string[]> {
  const cgroups = await openCgroups(layout.home)
  if (!cgroups.available) return []
  await cgroups.ensureSlot(place, await tierAt(layout, place))
  return [layout.shard(place.shardId).php.enter, ...cgroups.foldersOfSlot(place), '--']
}

/** Shared memory of System V ends with its namespace, that is with the run. */
const ENCLOSED = ['unshare', '--pid', '--ipc', '--fork', '--kill-child', '--mount-proc', '--']
let enclosurePossible: Promise<boolean> | undefined

/** Some containers permit no namespaces: there a run ends with its process group, and others see its arguments. */
async function enclosure(): Promise<string[]> {
  enclosurePossible ??= execa(ENCLOSED[0] ?? '', [...ENCLOSED.slice(1), 'true'], { reject: false }).then(
    (result) => result.exitCode === 0,
  )
  return (await enclosurePossible) ? ENCLOSED : []
}

/** The same as `runWpCli`, for the driver's own use: answers its output, bounded. */
export async function readWpCli(
  target: WpCliTarget,
  args: readonly string[],
  signal: AbortSignal,
  input?: string,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' }
  const { exitCode } = await runWpCli(target, {
    args,
    signal,
    ...(input === undefined ? {} : { input }),
    onOutput(stream, text) {
      output[stream] = (output[stream] + text).slice(-OUTPUT_LENGTH_MAX)
    },
  })
  signal.throwIfAborted()
  return { exitCode, ...output }
}

const OUTPUT_LENGTH_MAX = 64 * 1024

function phpSettings(
  layout: Layout,
  place: Place,
  { memoryMb, uploadMb, writesPast }: Pick<WpCliRun, 'memoryMb' | 'uploadMb' | 'writesPast'>,
): string[] {
  const settings = {
    ...pathSettings(layout, place),
    ...(writesPast ? { auto_prepend_file: join(layout.release(CURRENT_RELEASE), PAST_WORDPRESS) } : {}),
    memory_limit: `${memoryMb}M`,
    ...(uploadMb === undefined
      ? {}
      : { upload_max_filesize: `${uploadMb}M`, post_max_size: `${uploadMb + REQUEST_ROOM_MB}M` }),
    display_errors: 'stderr',
    log_errors: '1',
    'apc.enabled': '0',
    'ffi.enable': '0',
  }
  // PHP reads each as a line of an INI file, where the shell's quotes need quotes around them.
  return Object.entries(settings).flatMap(([name, value]) => ['-d', `${name}="${value}"`])
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
