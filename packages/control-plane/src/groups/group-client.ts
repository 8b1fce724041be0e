import { AipressError, type ErrorBody } from '@aipress/contract'
import { readServerSentEvents } from '@aipress/contract/server-sent-events.ts'
import type { CallContext } from '../actions/index.ts'
import type { Clock } from '../kernel/clock.ts'
import {
  type AnswerEvent,
  BEGIN_MS_MAX,
  callsPath,
  type GroupCall,
  groupUnavailable,
  SILENCE_MS_MAX,
} from './group-call.ts'
import { sign } from './signature.ts'

export interface GroupClientDeps {
  readonly controlGroup: number
  /** Over the socket of the group. */
  readonly fetch: typeof fetch
  readonly key: Buffer
  readonly clock: Clock
}

export interface SendOptions {
  readonly signal: AbortSignal
  readonly onEvent?: (event: unknown) => void
  readonly onTouch?: CallContext['touch']
  /** For the whole answer. Without it a call lasts as long as its action does, while the group gives signs of life. */
  readonly withinMs?: number
}

/** The front's end of the way to one control group. */
export interface GroupClient {
  readonly controlGroup: number
  /**
   * Answers what the group's handler answered, or throws what it threw; `control_group_unavailable` where the
   * group does not begin within three seconds, falls silent for twenty, or breaks off. It may have done the work
   * then: the same call, tried again with the same ids, finds that out.
   *
   * Whoever has a limit of their own (`withinMs`) can do without the answer: while the group has not begun the
   * last one in time, those wait half a second for it to begin, so that lists are not slow for as long as a group hangs.
   */
  send(call: GroupCall, options: SendOptions): Promise<unknown>
}

/** A group that is well begins within 50 ms. */
const HANGING_BEGIN_MS_MAX = 500

export function createGroupClient({ controlGroup, fetch, key, clock }: GroupClientDeps): GroupClient {
  let hangs = false
  return {
    controlGroup,
    async send(call, options) {
      const beginMs = hangs && options.withinMs !== undefined ? HANGING_BEGIN_MS_MAX : BEGIN_MS_MAX
      const silence = createWatch(beginMs)
      const limits = [options.signal, silence.signal]
      if (options.withinMs !== undefined) limits.push(AbortSignal.timeout(options.withinMs))
      const limit = AbortSignal.any(limits)
      let heard = false
      try {
        const [method, path] = ['POST', callsPath(controlGroup)]
        const body = JSON.stringify({ call, beginBy: clock() + beginMs })
        const response = await fetch(`http://localhost${path}`, {
          method,
          body,
          headers: { 'content-type': 'application/json', ...sign(key, { method, path, body }, clock()) },
          signal: limit,
        })
        heard = true
        hangs = false
        if (!response.ok || response.body === null) throw new Error(`It refused: ${await response.text()}`)
        return await readAnswer(response.body, silence, options)
      } catch (error) {
        if (error instanceof AipressError) throw error
        if (options.signal.aborted) throw options.signal.reason
        if (limit.aborted && !heard) hangs = true
        throw groupUnavailable(controlGroup, error)
      } finally {
        silence.end()
      }
    },
  }
}

async function readAnswer(
  body: ReadableStream<Uint8Array>,
  silence: Watch,
  { onEvent, onTouch }: SendOptions,
): Promise<unknown> {
  let answer: { output: unknown } | { error: AipressError } | undefined
  // To the end of the stream, so that the next call can use the connection.
  const events = readServerSentEvents(body, () =>
    silence.restart(answer === undefined ? SILENCE_MS_MAX : END_MS_MAX),
  )
  const isAnswered = () => answer !== undefined
  for await (const { event, data } of untilBroken(events, isAnswered)) {
    const value: unknown = JSON.parse(data)
    switch (event as AnswerEvent) {
      case 'begun':
        break
      case 'event':
        onEvent?.(value)
        break
      case 'touch':
        onTouch?.(value as Parameters<CallContext['touch']>[0])
        break
      case 'output':
        answer ??= { output: value }
        break
      case 'error':
        answer ??= { error: AipressError.fromBody(value as ErrorBody) }
        break
    }
  }
  if (answer !== undefined && 'error' in answer) throw answer.error
  if (answer !== undefined) return answer.output
  throw new Error('The connection ended before the answer came.')
}

/** An answer that has come is not lost with what comes after it. */
async function* untilBroken<Event>(events: AsyncIterable<Event>, isAnswered: () => boolean) {
  try {
    yield* events
  } catch (error) {
    if (!isAnswered()) throw error
  }
}

/** From the answer to the end of its stream. */
const END_MS_MAX = 1_000

interface Watch {
  readonly signal: AbortSignal
  restart(ms: number): void
  end(): void
}

/** Aborts when it was not restarted in time. */
function createWatch(ms: number): Watch {
  const controller = new AbortController()
  const start = (delayMs: number) =>
    setTimeout(() => controller.abort(new Error(`Nothing was heard for ${delayMs} ms.`)), delayMs)
  let timer = start(ms)
  return {
    signal: controller.signal,
    restart(delayMs) {
      clearTimeout(timer)
      timer = start(delayMs)
    },
    end: () => clearTimeout(timer),
  }
}
