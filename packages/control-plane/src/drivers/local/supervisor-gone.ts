import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import type { Layout } from './layout.ts'
import { isSupervised } from './supervisor-scan.ts'

/**
 * Services on their way out. A folder with such a name is passed over by s6-svscan and is nobody's service any more.
 * Whoever puts one there may be killed before it is erased, so each removal finishes those of others, too.
 */
const PREFIX = '.gone-'

export const goneDirectory = (layout: Layout, name: string): string =>
  join(layout.services, `${PREFIX}${name}-${randomBytes(6).toString('hex')}`)

/** A shard leaves three at once; the next removal goes on with the rest. */
const ERASED_MAX = 100
/** Told to end, supervisors are gone within milliseconds. */
const END_ATTEMPTS_MAX = 250
const END_PAUSE_MS = 20

/** Ends the supervisors of services that were put away and erases their folders; one that does not end keeps its own. */
export async function eraseGone(layout: Layout, signal: AbortSignal): Promise<void> {
  const names = await readdir(layout.services).catch(() => [])
  const gone = names.filter((name) => name.startsWith(PREFIX)).slice(0, ERASED_MAX)
  await Promise.all(gone.map((name) => erase(layout, join(layout.services, name), signal)))
}

async function erase(layout: Layout, gone: string, signal: AbortSignal): Promise<void> {
  const supervised = [gone, join(gone, 'log')]
  const told = { reject: false, cancelSignal: signal }
  for (const directory of supervised) await execa('s6-svc', ['-xd', directory], told)
  await execa('s6-svscanctl', ['-an', layout.services], told)
  for (let attempt = 0; attempt < END_ATTEMPTS_MAX; attempt += 1) {
    const alive = await Promise.all(supervised.map(isSupervised))
    if (!alive.includes(true)) return await rm(gone, { recursive: true, force: true })
    await delay(END_PAUSE_MS, undefined, { signal })
  }
}
