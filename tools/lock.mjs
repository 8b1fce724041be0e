import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * A lock file that names its holder by process id and start time, so that a killed holder's lock is
 * known to be stale even when its number is in use again.
 */
const PAUSE_MS = 500

/** Answers a function that releases the lock, or the process id of who holds it after `waitMs`. */
export async function acquireLock(path, { waitMs = 0, onWait = () => {} } = {}) {
  mkdirSync(dirname(path), { recursive: true })
  const deadline = Date.now() + waitMs
  for (;;) {
    if (tryLock(path)) return { release: () => rmSync(path, { force: true }) }
    const holder = holderOf(path)
    if (holder === undefined) {
      rmSync(path, { force: true })
      continue
    }
    if (Date.now() >= deadline) return { heldBy: holder }
    onWait(holder)
    await delay(PAUSE_MS)
  }
}

/** The file appears with its content, by a hard link, so that nobody reads half of it. */
function tryLock(path) {
  const aside = `${path}.${process.pid}`
  writeFileSync(aside, `${process.pid} ${startOf(process.pid)}\n`, { mode: 0o600 })
  try {
    linkSync(aside, path)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

function holderOf(path) {
  try {
    const [pid, start] = readFileSync(path, 'utf8').trim().split(' ')
    return startOf(Number(pid)) === start ? Number(pid) : undefined
  } catch {
    return undefined
  }
}

/** In clock ticks since boot (field 22 of `stat`); `undefined` for the dead and for zombies. */
export function startOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}
