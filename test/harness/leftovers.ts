import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { layoutOf } from '../../packages/control-plane/src/drivers/local/layout.ts'
import { stopPlatform } from '../../packages/machine/src/stop.ts'
import { startOf } from '../../tools/lock.mjs'

/**
 * Test platforms whose test process was killed: their daemons run on, as they should. The next test run
 * on this machine finds them by the note of their owner, stops them and deletes their folders.
 */
const PREFIX = 'aipress-cloud-'
const OWNER = 'owner'
/** Between making a folder and writing its note lie microseconds. */
const UNOWNED_AGE_MS_MIN = 60_000

export async function makeOwnedHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), PREFIX))
  await writeFile(join(home, OWNER), `${process.pid} ${startOf(process.pid)}`)
  return home
}

let swept: Promise<void> | undefined

/** Once per process. */
export function sweepLeftovers(): Promise<void> {
  swept ??= sweep()
  return swept
}

async function sweep(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX))
  for (const home of names.map((name) => join(tmpdir(), name))) {
    if (await isAbandoned(home)) await removeHome(home)
  }
}

/** Another sweep may be at it, too. */
export async function removeHome(home: string): Promise<void> {
  await stopPlatform(layoutOf(home))
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
}

async function isAbandoned(home: string): Promise<boolean> {
  const note = await readFile(join(home, OWNER), 'utf8').catch(() => undefined)
  if (note === undefined) {
    const made = await stat(home).catch(() => undefined)
    return made !== undefined && Date.now() - made.mtimeMs > UNOWNED_AGE_MS_MIN
  }
  const [pid, start] = note.split(' ')
  return startOf(Number(pid)) !== start
}
