import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import { execa } from 'execa'
import type { Layout } from './layout.ts'
import {
  createServiceDirectory,
  expectEnd,
  STOP_TIMEOUT_MS,
  serviceFiles,
  updateServiceDirectory,
} from './supervisor-files.ts'
import { eraseGone, goneDirectory } from './supervisor-gone.ts'
import { ensureScanner, isSupervised, orphans, rescan, serviceNames } from './supervisor-scan.ts'

export interface ServiceSpec {
  /** Lower-case letters, digits and dashes. */
  readonly name: string
  /** Handed to the process exactly, whatever it holds. It must stay in the foreground. */
  readonly argv: readonly string[]
  /** Root when left out. A bare uid and gid needs no passwd entry. */
  readonly user?: string | { readonly uid: number; readonly gid: number }
  /** With `PATH` and `LANG` all that the process gets. May hold secrets: only root can read it. */
  readonly env?: Readonly<Record<string, string>>
  readonly openFilesMax?: number
  /** `TERM` when left out. */
  readonly stopSignal?: 'TERM' | 'INT' | 'QUIT'
  readonly directory?: string
  /**
   * What answers in an instant does so while sites compute: it comes before them on the processors (`nice`). A machine
   * that does not let it is no fault.
   */
  readonly comesFirst?: boolean
  /** Run as root after each end of the process, before it is started again; of ten seconds at most. */
  readonly afterEnd?: readonly string[]
}

export interface ServiceStatus {
  readonly name: string
  readonly up: boolean
  readonly pid?: number
  readonly uptimeSeconds: number
  /** Since the platform was started; restarts that were asked for do not count. */
  readonly restarts: number
  readonly lastRestartAt?: string
}

export type ServiceSignal = 'HUP' | 'USR1' | 'USR2' | 'INT' | 'QUIT' | 'TERM' | 'KILL' | 'STOP' | 'CONT'

/**
 * Keeps a platform's daemons running, as children of s6 and never of the process that asks. A daemon
 * that ends is started again a second later. Every method may be called again after a crash.
 */
export interface Supervisor {
  /**
   * The service exists as specified and its process has been started. A changed spec restarts it, an
   * unchanged one leaves it alone. Whether the daemon is ready is for the caller to find out.
   */
  ensure(spec: ServiceSpec, signal: AbortSignal): Promise<void>
  /** Whether `ensure` would end the service's process to start it as specified. */
  runsOtherwise(spec: ServiceSpec): Promise<boolean>
  /** Stops it (waiting at most 25 s, with SIGKILL at 20 s) and starts it. Fails where there is none. */
  restart(name: string, signal: AbortSignal): Promise<void>
  /** The same with SIGKILL at once, for a process that reacts to nothing, a stopped one (SIGSTOP) for example. */
  restartAtOnce(name: string, signal: AbortSignal): Promise<void>
  /** Fails where there is none; succeeds where its process is just being started again. */
  signal(name: string, kind: ServiceSignal): Promise<void>
  /** Stops it until the next `ensure`. Succeeds where there is none. */
  stop(name: string, signal: AbortSignal): Promise<void>
  /** Stops and forgets it; its log stays. Succeeds where there is none. */
  remove(name: string, signal: AbortSignal): Promise<void>
  status(name: string): Promise<ServiceStatus | undefined>
  list(): Promise<ServiceStatus[]>
}

const SIGNAL_FLAGS = {
  HUP: '-h',
  USR1: '-1',
  USR2: '-2',
  INT: '-i',
  QUIT: '-q',
  TERM: '-t',
  KILL: '-k',
  STOP: '-p',
  CONT: '-c',
} as const satisfies Record<ServiceSignal, string>

const WAIT_MS_MAX = STOP_TIMEOUT_MS + 5000
/** A supervisor appears within milliseconds; s6-svscan tries again after a second. */
const SUPERVISED_ATTEMPTS_MAX = 250
const PAUSE_MS = 20
/** A note is empty for the microseconds between its opening and its writing; on a full disk it stays so. */
const NOTE_ATTEMPTS_MAX = 10

export function createSupervisor(layout: Layout): Supervisor {
  const directoryOf = (name: string) => layout.service(checkedName(name))
  return {
    async ensure(spec, signal) {
      const directory = directoryOf(spec.name)
      const wanted = serviceFiles(layout, spec)
      if (!(await isSupervised(directory))) await ensureOnlyScanner(layout, signal)
      const created = await createServiceDirectory(layout, spec.name, wanted)
      const changed = created ? [] : await updateServiceDirectory(layout, spec.name, wanted)
      await rm(join(directory, 'down'), { force: true })
      await rescan(layout)
      await becomeSupervised(directory, signal)
      if (changed.includes('log/run')) await control(join(directory, 'log'), ['-r'], signal)
      if (await startedOtherwise(directory, wanted.digest)) await halt(directory, signal)
      await start(directory, signal)
    },
    async runsOtherwise(spec) {
      const directory = directoryOf(spec.name)
      if (!(await isSupervised(directory))) return false
      return await startedOtherwise(directory, serviceFiles(layout, spec).digest)
    },
    async restart(name, signal) {
      const directory = directoryOf(name)
      if (!(await isSupervised(directory))) throw noService(name)
      await halt(directory, signal)
      await start(directory, signal)
    },
    async restartAtOnce(name, signal) {
      const directory = directoryOf(name)
      if (!(await isSupervised(directory))) throw noService(name)
      await halt(directory, signal, '-dk')
      await start(directory, signal)
    },
    async signal(name, kind) {
      const directory = directoryOf(name)
      if (!(await isSupervised(directory))) throw noService(name)
      await control(directory, [SIGNAL_FLAGS[kind]])
    },
    async stop(name, signal) {
      const directory = directoryOf(name)
      if (!(await exists(directory))) return
      await writeFile(join(directory, 'down'), '')
      if (await isSupervised(directory)) await halt(directory, signal)
    },
    remove: (name, signal) => remove(layout, checkedName(name), signal),
    status: (name) => readStatus(layout, checkedName(name)),
    async list() {
      const found = await Promise.all((await serviceNames(layout)).map((name) => readStatus(layout, name)))
      return found.filter((status) => status !== undefined)
    },
  }
}

function checkedName(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(name)) throw new Error(`"${name}" cannot name a service.`)
  return name
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

/** While services of a killed scanner go on, a second one would fight with their supervisors: `up` takes them over. */
async function ensureOnlyScanner(layout: Layout, signal: AbortSignal): Promise<void> {
  if ((await orphans(layout)).length === 0) {
    await ensureScanner(layout, signal)
    return
  }
  throw new AipressError('platform_unavailable', 'The supervisor of the daemons (s6-svscan) was ended.', {
    hint: 'Run "npm run up" on this machine: it looks after the daemons again.',
  })
}

async function becomeSupervised(directory: string, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; attempt < SUPERVISED_ATTEMPTS_MAX; attempt += 1) {
    // The supervisor listens a moment before it writes the status that all who wait for it read.
    if ((await isSupervised(directory)) && (await exists(join(directory, 'supervise/status')))) return
    await delay(PAUSE_MS, undefined, { signal })
  }
  throw new AipressError('platform_unavailable', `No supervisor appeared for ${directory}.`)
}

/** The `run` script notes what it starts. Without a note it is only about to, and will read the newest files. */
async function startedOtherwise(directory: string, digest: string): Promise<boolean> {
  for (let attempt = 0; attempt < NOTE_ATTEMPTS_MAX; attempt += 1) {
    const note = await readFile(join(directory, 'started'), 'utf8').catch(() => undefined)
    if (note === undefined) return false
    if (note.trim() !== '') return note.trim() !== digest
    await delay(PAUSE_MS)
  }
  return true
}

async function halt(directory: string, signal: AbortSignal, how: '-d' | '-dk' = '-d'): Promise<void> {
  const ended = await expectEnd(directory)
  await control(directory, ['-wD', '-T', String(WAIT_MS_MAX), how], signal)
  await ended()
}

async function start(directory: string, signal: AbortSignal): Promise<void> {
  await control(directory, ['-wu', '-T', String(WAIT_MS_MAX), '-u'], signal)
}

async function control(directory: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
  const options = signal ? { cancelSignal: signal } : {}
  const { exitCode, stderr } = await execa('s6-svc', [...args, directory], { reject: false, ...options })
  signal?.throwIfAborted()
  if (exitCode === 0) return
  throw new AipressError('platform_unavailable', `The service ${directory} did not react in time.`, {
    context: { exitCode: exitCode ?? -1, stderr },
  })
}

/** Moved out of sight first, so that no scanner can start it again; then its supervisors are told to end. */
async function remove(layout: Layout, name: string, signal: AbortSignal): Promise<void> {
  const directory = layout.service(name)
  if (await exists(directory)) {
    if (await isSupervised(directory)) await halt(directory, signal)
    await rename(directory, goneDirectory(layout, name))
  }
  // Also of those whose removal was cut short, this one's among them.
  await eraseGone(layout, signal)
}

async function readStatus(layout: Layout, name: string): Promise<ServiceStatus | undefined> {
  const directory = layout.service(name)
  if (!(await exists(directory))) return undefined
  const { exitCode, stdout } = await execa('s6-svstat', ['-o', 'up,pid,updownfor', directory], {
    reject: false,
  })
  const [up, pid, seconds] = stdout.split(' ')
  const isUp = exitCode === 0 && up === 'true'
  const restartsFile = join(directory, 'restarts')
  const restarts = Number(await readFile(restartsFile, 'utf8').catch(() => 0))
  const lastRestart = restarts === 0 ? undefined : await stat(restartsFile).catch(() => undefined)
  return {
    name,
    up: isUp,
    ...(isUp ? { pid: Number(pid) } : {}),
    uptimeSeconds: isUp ? Number(seconds) : 0,
    restarts,
    ...(lastRestart ? { lastRestartAt: lastRestart.mtime.toISOString() } : {}),
  }
}

function noService(name: string): AipressError {
  return new AipressError('platform_unavailable', `There is no service ${name} here.`, {
    hint: 'Run "npm run up" on this machine.',
  })
}
