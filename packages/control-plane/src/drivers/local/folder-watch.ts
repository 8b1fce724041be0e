import { type FSWatcher, statSync, watch } from 'node:fs'

const POLL_MS = 5_000
/** Calls for one mail come at once; a stream of mail is called out this often. */
const CALL_PAUSE_MS = 1_000
/** Of one folder between two polls. A site that makes files without end is no longer listened to until then. */
const NOTICES_MAX = 500

interface Watched {
  readonly watcher: FSWatcher
  /** A folder that was removed and made again is another one of the same name, and the watcher is silent about it. */
  readonly identity: string
}

/**
 * Folders that are new, or made anew, are found at each poll; the poll also stands in where the system gives no
 * notice. `onFolder` hears at once which folder it is about: also of each that is new, as something may be in it
 * already, and of one from which no more notices come until the next poll.
 */
export function watchFolders(
  list: () => Promise<readonly string[]>,
  onMail: () => void,
  onFolder: (folder: string, isNew: boolean) => void = () => undefined,
): () => void {
  const watchers = new Map<string, Watched>()
  const calls = pacedCalls(onMail)
  let stopped = false
  const look = async () => {
    const folders = await list()
    if (stopped) return
    // Before they are watched: one that is exchanged in between is found to be another at the next poll.
    const identities = new Map(folders.map((folder) => [folder, identityOf(folder)]))
    for (const [folder, { watcher, identity }] of watchers) {
      if (identities.get(folder) === identity) continue
      watcher.close()
      watchers.delete(folder)
    }
    for (const [folder, identity] of identities) {
      if (identity === undefined || watchers.has(folder)) continue
      addWatcher(watchers, folder, identity, () => {
        onFolder(folder, false)
        calls.call()
      })
      onFolder(folder, true)
    }
  }
  // After the look, as it may have found new folders.
  const poll = () =>
    void look()
      .catch(() => undefined)
      .then(() => (stopped ? undefined : calls.call()))
  const timer = setInterval(poll, POLL_MS)
  poll()
  return () => {
    stopped = true
    clearInterval(timer)
    calls.stop()
    for (const { watcher } of watchers.values()) watcher.close()
  }
}

/**
 * With the time it was made, as the number of a folder that is gone is given to the next. Asked for without a promise:
 * a thousand folders cost a fifth of the processor's time so, and keep others waiting for some milliseconds.
 */
function identityOf(folder: string): string | undefined {
  try {
    const found = statSync(folder, { bigint: true, throwIfNoEntry: false })
    return found === undefined ? undefined : `${found.ino}-${found.birthtimeNs}`
  } catch {
    return undefined
  }
}

/** The first call goes through at once; those that follow within the pause become one at its end. */
function pacedCalls(run: () => void): { call(): void; stop(): void } {
  let pause: NodeJS.Timeout | undefined
  let isDue = false
  const call = () => {
    isDue = true
    if (pause !== undefined) return
    isDue = false
    pause = setTimeout(() => {
      pause = undefined
      if (isDue) call()
    }, CALL_PAUSE_MS)
    run()
  }
  return { call, stop: () => clearTimeout(pause) }
}

function addWatcher(
  watchers: Map<string, Watched>,
  folder: string,
  identity: string,
  onNotice: () => void,
): void {
  try {
    let notices = 0
    const watcher = watch(folder, { persistent: false }, () => {
      onNotice()
      notices += 1
      if (notices >= NOTICES_MAX) forget()
    })
    const forget = () => {
      watcher.close()
      watchers.delete(folder)
    }
    watcher.on('error', forget)
    watchers.set(folder, { watcher, identity })
  } catch {
    // No notice for this folder (it went away, or the system's limit is reached): each poll looks anyway.
  }
}
