import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureConsoleBuild } from '../../tools/console-build.mjs'
import { acquireLock } from '../../tools/lock.mjs'
import { cacheFolder } from '../../tools/platform-home.mjs'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
/** Two test processes may want it at the same time; a build takes a few seconds. */
const BUILD_WAIT_MS_MAX = 120_000

/**
 * Answers the folder of the console as built from the present sources. `npm test` builds it before, a part run by hand
 * does not.
 */
export async function buildConsole(): Promise<string> {
  const lock = await acquireLock(join(cacheFolder(process.env), 'console-build.lock'), {
    waitMs: BUILD_WAIT_MS_MAX,
  })
  if (lock.heldBy !== undefined)
    throw new Error(`Process ${lock.heldBy} has been building the console for long.`)
  try {
    await ensureConsoleBuild({ repository: REPOSITORY, report: () => undefined })
  } finally {
    lock.release()
  }
  return join(REPOSITORY, 'packages/console/dist')
}
