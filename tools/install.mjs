import { join } from 'node:path'
import { openLog } from './child.mjs'
import { ensureConsoleBuild } from './console-build.mjs'
import { ensureDebianPackages } from './debian-packages.mjs'
import { acquireLock } from './lock.mjs'
import { ensureNodePackages, nodePackagesAreInstalled } from './node-packages.mjs'
import { SetupError } from './setup-error.mjs'
import { ensureWordpressDownload } from './wordpress.mjs'

/** Another platform's first `up` on this machine takes a few minutes. */
const WAIT_MS_MAX = 10 * 60 * 1000

/**
 * Everything that a machine needs before a platform can be made on it, at the same time where one does
 * not need the other. What is shared (packages, downloads, the console's build) is made by one process
 * at a time. After the first failure the others are still waited for, so that none is torn off.
 */
export async function install({ repository, cache, debianKinds, log, progress }) {
  openLog(log)
  const context = { repository, cache, log }
  await withInstallLock(cache, async () => {
    const node = progress.step('Node packages', (report) => ensureNodePackages({ ...context, report }))
    await allSettledOrThrow([
      node,
      progress.step('Debian packages', (report) =>
        ensureDebianPackages({ ...context, kinds: debianKinds, report }),
      ),
      progress.step('WordPress', (report) => ensureWordpressDownload({ ...context, report })),
      // A failure of `node` is its own step's; it is not shown twice.
      node.then(
        () => progress.step('Console build', (report) => ensureConsoleBuild({ ...context, report })),
        () => undefined,
      ),
    ])
  })
}

/** For commands that install nothing else: a platform may be looked after from a fresh clone. Silent where there is nothing to do. */
export async function installNodePackages({ repository, cache, log, progress }) {
  if (nodePackagesAreInstalled(repository)) return
  openLog(log)
  await withInstallLock(cache, () =>
    progress.step('Node packages', (report) => ensureNodePackages({ repository, log, report })),
  )
}

async function withInstallLock(cache, work) {
  const lock = await acquireLock(join(cache, 'install.lock'), { waitMs: WAIT_MS_MAX, onWait: sayOnce() })
  if (lock.heldBy !== undefined) {
    throw new SetupError(`Process ${lock.heldBy} has been installing AIPress's packages for ten minutes.`, {
      hint: 'Look at what it does; end it if it hangs, then run the same command again.',
    })
  }
  try {
    await work()
  } finally {
    lock.release()
  }
}

async function allSettledOrThrow(promises) {
  const failure = (await Promise.allSettled(promises)).find(({ status }) => status === 'rejected')
  if (failure) throw failure.reason
}

function sayOnce() {
  let said = false
  return (holder) => {
    if (!said)
      process.stdout.write(`Waiting for process ${holder}, which is installing AIPress's packages …\n`)
    said = true
  }
}
