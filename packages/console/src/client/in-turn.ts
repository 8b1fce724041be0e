const waiting: (() => void)[] = []
let channel: MessageChannel | undefined
let isBusy = false

/**
 * Begins one piece of work in each task. A page asks a dozen questions when it appears, each of which takes a slow phone
 * ten to twenty milliseconds to put: put all at once they would keep a finger waiting for a quarter of a second.
 */
export function inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  if (isBusy) return new Promise((resolve) => waiting.push(() => resolve(work())))
  isBusy = true
  endTask()
  return work()
}

function endTask(): void {
  if (channel === undefined) {
    channel = new MessageChannel()
    channel.port1.onmessage = () => {
      const next = waiting.shift()
      if (next === undefined) {
        isBusy = false
        return
      }
      endTask()
      next()
    }
  }
  channel.port2.postMessage(undefined)
}
