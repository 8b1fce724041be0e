export interface ServerSentEvent {
  event: string
  data: string
}

/** Our own streams send lines far below this; a longer one is not ours, and would fill the memory. */
const LINE_LENGTH_MAX = 16 * 1024 * 1024

/**
 * Reads a stream of server-sent events (WHATWG HTML 9.2) until it ends; comments are left out. `onChunk` hears of
 * whatever comes, be it an event or not.
 */
export async function* readServerSentEvents(
  body: ReadableStream<Uint8Array>,
  onChunk?: () => void,
): AsyncGenerator<ServerSentEvent> {
  let event = 'message'
  let data: string[] = []
  for await (const line of linesOf(body, onChunk)) {
    if (line === '') {
      if (data.length > 0) yield { event, data: data.join('\n') }
      event = 'message'
      data = []
      continue
    }
    const [, field, value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? []
    if (field === 'event') event = value
    if (field === 'data') data.push(value)
  }
}

/** Uses the reader, not `for await` over the body: Safari's streams cannot be iterated. */
async function* linesOf(body: ReadableStream<Uint8Array>, onChunk?: () => void): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      onChunk?.()
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r?\n/)
      rest = lines.pop() ?? ''
      if (rest.length > LINE_LENGTH_MAX) throw new Error('A line of the event stream is too long.')
      yield* lines
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
