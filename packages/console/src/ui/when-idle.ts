/** Runs after a while, as soon as there is nothing more urgent to do. Answers how to call it off. */
export function whenIdle(work: () => void, afterMs = 500): () => void {
  let handle: number | undefined
  const timer = setTimeout(() => {
    // Safari has no such call.
    if ('requestIdleCallback' in window) handle = requestIdleCallback(work)
    else work()
  }, afterMs)
  return () => {
    clearTimeout(timer)
    if (handle !== undefined) cancelIdleCallback(handle)
  }
}
