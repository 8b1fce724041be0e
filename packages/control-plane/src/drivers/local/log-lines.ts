import type { LogKind, LogLine } from '@aipress/contract'
import { z } from 'zod'
import type { LoggedRequest } from '../../platform/traffic-log.ts'

/** A visitor can ask for a path of 8 KB, a plugin can log a whole page. */
const TEXT_LENGTH_MAX = 4_000

const AccessLine = z.object({
  time: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number().int(),
  durationMs: z.number(),
  ip: z.string().optional(),
  /** Lines of earlier versions lack it. */
  cache: z.string().default(''),
})

/** What of an access line is counted. */
const RequestLine = AccessLine.omit({ ip: true }).extend({
  bytes: z.number(),
  ip: z.string(),
  userAgent: z.string().default(''),
})

const ErrorLine = z.object({
  time: z.string(),
  message: z.string(),
  status: z.number().int().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
})

const SlowRequestLine = z.object({
  time: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number().int(),
  durationMs: z.number(),
  /** Each place that was asked, as nginx lists them: `2.004`, or `0.002 : 2.004` where the site was on the move. */
  phpSeconds: z.string(),
  requestId: z.string(),
})

const SlowQueryLine = z.object({
  time: z.string(),
  durationMs: z.number(),
  rowsExamined: z.number(),
  rowsSent: z.number(),
  query: z.string(),
})

/**
 * `previous` is the time of the line before: what follows a PHP error (a stack trace) has none of its own. `detailOf`
 * tells more of a slow request, where more is known.
 */
export function parseLogLine(
  kind: LogKind,
  line: string,
  previous: string,
  detailOf: (requestId: string) => string | undefined = () => undefined,
): LogLine | undefined {
  if (line.trim() === '') return undefined
  if (kind === 'slow-request') return parseSlowRequest(line, previous, detailOf)
  if (kind === 'slow-query') return parseSlowQuery(line, previous)
  if (kind === 'access') return parseAccess(line, previous)
  if (kind === 'error') return parseError(line, previous)
  return parsePhp(line, previous)
}

/** A request as the access log tells it; undefined for a line that is none, or was cut off. */
export function parseRequest(line: string): LoggedRequest | undefined {
  const parsed = RequestLine.safeParse(timed(parsedJson(line)))
  if (!parsed.success) return undefined
  const { time: text, bytes, ip, ...request } = parsed.data
  const time = isoTime(text)
  return time === undefined ? undefined : { ...request, time, sentBytes: bytes, address: ip }
}

function parseAccess(line: string, previous: string): LogLine {
  const parsed = AccessLine.safeParse(timed(parsedJson(line)))
  if (!parsed.success) return { time: previous, kind: 'access', text: printable(line) }
  const { time, method, path, status, durationMs, ip, cache } = parsed.data
  return {
    time: isoTime(time) ?? previous,
    kind: 'access',
    text: printable(
      [method, path, status, `${durationMs} ms`, cache, ip]
        .filter((part) => part !== undefined && part !== '')
        .join(' '),
    ),
    status,
    method: printable(method),
    path: printable(path),
    durationMs,
    ...(cache === '' ? {} : { cache: printable(cache) }),
  }
}

function parseError(line: string, previous: string): LogLine {
  const parsed = ErrorLine.safeParse(parsedJson(line))
  if (!parsed.success) return { time: previous, kind: 'error', text: printable(line) }
  const { time, message, status, method, path } = parsed.data
  return {
    time: isoTime(time) ?? previous,
    kind: 'error',
    text: printable([method, path, status, message].filter((part) => part !== undefined).join(' ')),
    ...(status === undefined ? {} : { status }),
    ...(method === undefined ? {} : { method: printable(method) }),
    ...(path === undefined ? {} : { path: printable(path) }),
  }
}

function parseSlowRequest(
  line: string,
  previous: string,
  detailOf: (requestId: string) => string | undefined,
): LogLine {
  const parsed = SlowRequestLine.safeParse(timed(parsedJson(line)))
  if (!parsed.success) return { time: previous, kind: 'slow-request', text: printable(line) }
  const { time, method, path, status, durationMs, phpSeconds, requestId } = parsed.data
  const detail = detailOf(requestId)
  const php = Math.max(...(phpSeconds.match(/\d{1,9}\.\d{1,3}/g) ?? []).map(Number), 0)
  const text = `${method} ${path} ${status} ${durationMs} ms, of it ${Math.round(php * 1_000)} in PHP`
  return {
    time: isoTime(time) ?? previous,
    kind: 'slow-request',
    text: printable(detail === undefined ? text : `${text}: ${detail}`),
    status,
    method: printable(method),
    path: printable(path),
    durationMs,
  }
}

function parseSlowQuery(line: string, previous: string): LogLine {
  const parsed = SlowQueryLine.safeParse(parsedJson(line))
  if (!parsed.success) return { time: previous, kind: 'slow-query', text: printable(line) }
  const { time, durationMs, rowsExamined, rowsSent, query } = parsed.data
  return {
    time: isoTime(time) ?? previous,
    kind: 'slow-query',
    text: printable(`${durationMs} ms, ${rowsExamined} rows looked at for ${rowsSent}: ${query}`),
    durationMs,
  }
}

/** `[21-Nov-2026 22:41:17 UTC] PHP Warning:  …`; PHP's clock is set to UTC. */
function parsePhp(line: string, previous: string): LogLine {
  const match = /^\[(\d{2})-([A-Z][a-z]{2})-(\d{4}) (\d{2}:\d{2}:\d{2}) [A-Za-z/_]+\] (.*)$/.exec(line)
  if (match === null) return { time: previous, kind: 'php', text: printable(line) }
  const [, day, month, year, clock, text = ''] = match
  const time = isoTime(`${day} ${month} ${year} ${clock} UTC`)
  return { time: time ?? previous, kind: 'php', text: printable(text) }
}

const Times = z.looseObject({ at: z.number(), seconds: z.number() })

/** nginx's own times, seconds since 1970 and of the request; lines of earlier versions say them as we do. */
function timed(line: unknown): unknown {
  const { success, data } = Times.safeParse(line)
  if (!success) return line
  const { at, seconds, ...rest } = data
  return { ...rest, time: isoTime(Math.round(at * 1_000)), durationMs: Math.round(seconds * 1_000) }
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isoTime(text: string | number): string | undefined {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}

/** Control characters could rewrite the reader's terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, '�').slice(0, TEXT_LENGTH_MAX)
}
