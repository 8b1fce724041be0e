import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import { execa } from 'execa'
import { removeCgroups } from './cgroups.ts'
import type { Layout } from './layout.ts'
import { ensureLogDirectory, expectEnd, STOP_TIMEOUT_MS } from './supervisor-files.ts'

/**
 * The root of a platform's process tree: one `s6-svscan`, detached from whoever started it. It has a
 * child `s6-supervise` per service and per log, and those watch the daemons. When s6-svscan itself is
 * killed, they all go on and still restart their daemons; `adoptOrphans` then puts them, one after
 * another, under the new one. A process that runs cannot change its supervisor, so adopting restarts it.
 */
export const SCAN_LOG = 's6-svscan'

const START_ATTEMPTS_MAX = 100
const START_PAUSE_MS = 20

/** A platform with 100 shards has 306 services with as many logs, and one more for each silver site. */
const SERVICES_MAX = 10_000

/** Makes the scanner run and see every service directory. Safe to repeat and to call twice at once. */
export async function ensureScanner(layout: Layout, signal?: AbortSignal): Promise<'running' | 'started'> {
  if (await rescan(layout)) return 'running'
  // Of two scanners one ends at once; its logger could have kept the other's from the log until then.
  const start = starts.get(layout.services) ?? startOnce(layout)
  starts.set(layout.services, start)
  try {
    return await start
  } finally {
    starts.delete(layout.services)
    signal?.throwIfAborted()
  }
}

const starts = new Map<string, Promise<'running' | 'started'>>()

async function startOnce(layout: Layout): Promise<'running' | 'started'> {
  if (await rescan(layout)) return 'running'
  await mkdir(layout.home, { recursive: true })
  await mkdir(layout.services, { recursive: true, mode: 0o700 })
  await ensureLogDirectory(layout, SCAN_LOG)
  await startScanner(layout)
  for (let attempt = 0; attempt < START_ATTEMPTS_MAX; attempt += 1) {
    await delay(START_PAUSE_MS)
    if (await rescan(layout)) return 'started'
  }
  throw new AipressError('platform_unavailable', 'The supervisor of the daemons (s6-svscan) did not start.', {
    hint: `See ${layout.log(SCAN_LOG)}/current.`,
  })
}

/** Asks the scanner to look at its folder again; false where none runs. */
export async function rescan(layout: Layout): Promise<boolean> {
  const { exitCode } = await execa('s6-svscanctl', ['-a', layout.services], { reject: false })
  return exitCode === 0
}

/** A clean environment: nothing of the person's shell may reach the daemons. */
const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' }

/** The pipe into s6-log keeps what supervisors say within a megabyte. */
const SCANNER_SCRIPT = `umask 022; s6-svscan -c ${SERVICES_MAX} "$1" 2>&1 | exec s6-log -b n3 s250000 T "$2"`

async function startScanner(layout: Layout): Promise<void> {
  const script = ['sh', '-c', SCANNER_SCRIPT, 'sh', layout.services, layout.log(SCAN_LOG)]
  await execa('setsid', ['--fork', ...script], {
    cwd: '/',
    env: ENVIRONMENT,
    extendEnv: false,
    stdio: 'ignore',
  })
}

export async function serviceNames(layout: Layout): Promise<string[]> {
  const entries = await readdir(layout.services, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}

/** Whether an `s6-supervise` looks after this directory, whoever its parent is. */
export async function isSupervised(directory: string): Promise<boolean> {
  const { exitCode } = await execa('s6-svok', [directory], { reject: false })
  return exitCode === 0
}

/** Services whose supervisors outlived their scanner. Meaningful only before a new scanner is started. */
export async function orphans(layout: Layout): Promise<string[]> {
  if (await rescan(layout)) return []
  const names = await serviceNames(layout)
  const alive = await Promise.all(names.map((name) => isSupervised(layout.service(name))))
  // Looked at again: a scanner that is just starting makes supervisors, too.
  return (await rescan(layout)) ? [] : names.filter((_, index) => alive[index])
}

/** Restarts each named service under the present scanner. */
export async function adoptOrphans(
  layout: Layout,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const name of names) {
    const directory = layout.service(name)
    const wait = ['-wD', '-T', String(STOP_TIMEOUT_MS + 5000)]
    const ended = await expectEnd(directory)
    await execa('s6-svc', [...wait, '-xd', directory], { reject: false, cancelSignal: signal })
    await ended()
    await execa('s6-svc', ['-xd', join(directory, 'log')], { reject: false, cancelSignal: signal })
  }
  await rescan(layout)
}

/**
 * Stops the named services at the same time and leaves them to be started with the next scanner. One
 * that does not stop within 25 s is left to the caller.
 */
export async function haltServices(
  layout: Layout,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const directory = layout.service(name)
      const ended = await expectEnd(directory)
      await execa('s6-svc', ['-wD', '-T', String(STOP_TIMEOUT_MS + 5000), '-d', directory], {
        reject: false,
        cancelSignal: signal,
      })
      await ended()
    }),
  )
  signal.throwIfAborted()
}

/** Restarts count from the start of the platform. Meaningful only before a scanner is started. */
export async function forgetRestarts(layout: Layout): Promise<void> {
  for (const name of await serviceNames(layout)) {
    for (const file of ['restarts', 'quick']) await rm(join(layout.service(name), file), { force: true })
  }
}

/** Ends the scanner with all that is still under it, and waits for its end. */
export async function stopScanner(layout: Layout, signal: AbortSignal): Promise<void> {
  const attemptsMax = (STOP_TIMEOUT_MS + 10_000) / START_PAUSE_MS
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const { exitCode } = await execa('s6-svscanctl', ['-t', layout.services], { reject: false })
    if (exitCode !== 0) return await removeCgroups(layout.home)
    await delay(START_PAUSE_MS, undefined, { signal })
  }
  throw new AipressError('platform_unavailable', 'The supervisor of the daemons (s6-svscan) does not stop.')
}
