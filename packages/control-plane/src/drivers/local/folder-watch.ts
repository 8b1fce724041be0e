import { type FSWatcher, watch } from 'node:fs'

const POLL_MS = 5_000
/** Calls for one mail come at once; a stream of mail is called out this often. */
const CALL_PAUSE_MS = 1_000
/** Of one folder between two polls. A site that makes files without end is no longer listened to until then. */
const NOTICES_MAX = 500

/**
 * Folders that are new are found at each poll; the poll also stands in where the system gives no notice. `onFolder`
 * hears at once which folder it is about: also of each that is new, as something may be in it already, and of one
 * from which no more notices come until the next poll.
 */
export function watchFolders(
  list: () => Promise<readonly string[]>,
  onMail: () => void,
  onFolder: (folder: string) => void = () => undefined,
): () => void {
  const watchers = new Map<string, FSWatcher>()
  const calls = pacedCalls(onMail)
  let stopped = false
  const look = async () => {
    const folders = new Set(await list())
    if (stopped) return
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue
      watcher.close()
      watchers.delete(folder)
    }
    for (const folder of folders) {
      if (watchers.has(folder)) continue
      addWatcher(watchers, folder, () => {
        onFolder(folder)
        calls.call()
      })
      onFolder(folder)
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
    for (const watcher of watchers.values()) watcher.close()
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

function addWatcher(watchers: Map<string, FSWatcher>, folder: string, onNotice: () => void): void {
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
    watchers.set(folder, watcher)
  } catch {
    // No notice for this folder (it went away, or the system's limit is reached): each poll looks anyway.
  }
}
