import { EVENT_STREAM_HEADERS, eventStream, formatEvent, type Send } from '../kernel/event-stream.ts'
import { type AnswerEvent, PING_MS } from './group-call.ts'

/** Most calls are answered sooner; the front then gets one piece instead of a stream of them. */
const PROMPT_MS = 50

/** Answers with what `work` sends: as a whole where that is there soon, otherwise as a stream that begins with `begun`. */
export async function promptly(
  readerGone: AbortSignal,
  work: (send: Send, signal: AbortSignal) => Promise<void>,
): Promise<Response> {
  const cancel = new AbortController()
  const gathered: { event: string; data: unknown; text: string }[] = []
  let send: Send = (event, data) => {
    gathered.push({ event, data, text: formatEvent(event, data) })
    // What is told on the way is for somebody who waits for it.
    if ((event as AnswerEvent) === 'event') isSlow()
  }
  let isSlow: () => void = () => undefined
  const slow = new Promise<'slow'>((resolve) => {
    isSlow = () => resolve('slow')
  })
  const timer = setTimeout(isSlow, PROMPT_MS)
  const working = work((event, data) => send(event, data), AbortSignal.any([readerGone, cancel.signal]))
  const which = await Promise.race([working, slow]).finally(() => clearTimeout(timer))
  if (which !== 'slow') {
    return new Response(gathered.map(({ text }) => text).join(''), { headers: EVENT_STREAM_HEADERS })
  }
  return eventStream(readerGone, PING_MS, async (into, signal) => {
    signal.addEventListener('abort', () => cancel.abort(), { once: true })
    into('begun', {})
    for (const { event, data } of gathered) into(event, data)
    send = into
    await working
  })
}
