import type { LogKind, LogLine } from '@aipress/contract'
import { z } from 'zod'

/** A visitor can ask for a path of 8 KB, a plugin can log a whole page. */
const TEXT_LENGTH_MAX = 4_000

const AccessLine = z.object({
  time: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number().int(),
  durationMs: z.number(),
  ip: z.string().optional(),
})

const ErrorLine = z.object({
  time: z.string(),
  message: z.string(),
  status: z.number().int().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
})

/** `previous` is the time of the line before: what follows a PHP error (a stack trace) has none of its own. */
export function parseLogLine(kind: LogKind, line: string, previous: string): LogLine | undefined {
  if (line.trim() === '') return undefined
  if (kind === 'access') return parseAccess(line, previous)
  if (kind === 'error') return parseError(line, previous)
  return parsePhp(line, previous)
}

function parseAccess(line: string, previous: string): LogLine {
  const parsed = AccessLine.safeParse(parsedJson(line))
  if (!parsed.success) return { time: previous, kind: 'access', text: printable(line) }
  const { time, method, path, status, durationMs, ip } = parsed.data
  return {
    time: isoTime(time) ?? previous,
    kind: 'access',
    text: printable(`${method} ${path} ${status} ${durationMs} ms${ip ? ` ${ip}` : ''}`),
    status,
    method: printable(method),
    path: printable(path),
    durationMs,
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

/** `[21-Nov-2026 22:41:17 UTC] PHP Warning:  …`; PHP's clock is set to UTC. */
function parsePhp(line: string, previous: string): LogLine {
  const match = /^\[(\d{2})-([A-Z][a-z]{2})-(\d{4}) (\d{2}:\d{2}:\d{2}) [A-Za-z/_]+\] (.*)$/.exec(line)
  if (match === null) return { time: previous, kind: 'php', text: printable(line) }
  const [, day, month, year, clock, text = ''] = match
  const time = isoTime(`${day} ${month} ${year} ${clock} UTC`)
  return { time: time ?? previous, kind: 'php', text: printable(text) }
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isoTime(text: string): string | undefined {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}

/** Control characters could rewrite the reader's terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, '�').slice(0, TEXT_LENGTH_MAX)
}
