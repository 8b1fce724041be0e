import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { layoutOf } from '../../packages/control-plane/src/drivers/local/layout.ts'
import { removeTree } from '../../packages/control-plane/src/drivers/local/remove-tree.ts'
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

/** With `diskBytes`, the folder is a file system of that size, which a test can fill. */
export async function makeOwnedHome(diskBytes?: number): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), PREFIX))
  if (diskBytes !== undefined) {
    await execa('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes},mode=755`, 'aipress-test', home])
  }
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
  await unmount(home)
  await removeTree(home)
}

async function unmount(home: string): Promise<void> {
  const mounts = await readFile('/proc/self/mounts', 'utf8')
  // Lazily: a process of the platform that could not be stopped must not keep the folder.
  if (mounts.includes(` ${home} `)) await execa('umount', ['--lazy', home], { reject: false })
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
