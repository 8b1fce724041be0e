import { createHash } from 'node:crypto'
import type { PhpErrorLevel } from '@aipress/contract'
import { boundedLine } from '../kernel/bounded-line.ts'

/**
 * What PHP complained about, read from its log. The same complaint has the same fingerprint however often it comes:
 * level, file and line, and the message without what differs from time to time. All of it is what code of a site
 * wrote: data, to be bounded and shown as text.
 */
export interface LoggedError {
  readonly fingerprint: string
  readonly level: PhpErrorLevel
  readonly message: string
  readonly file: string | undefined
  readonly line: number | undefined
  readonly at: Date
}

const MESSAGE_LENGTH_MAX = 500
const FILE_LENGTH_MAX = 200
const FINGERPRINT_LENGTH = 12

const LEVELS: readonly (readonly [RegExp, PhpErrorLevel])[] = [
  [/^PHP (?:Fatal|Recoverable fatal|Parse|Core|Compile) error: +/, 'fatal'],
  [/^PHP (?:Core |Compile )?Warning: +/i, 'warning'],
  [/^PHP (?:Notice|Strict Standards): +/, 'notice'],
  [/^PHP Deprecated: +/, 'deprecated'],
  [/^(?=WordPress database error )/, 'database'],
]

/** Undefined for a line that goes on with the one before, as those of a stack trace do. */
export function parseLoggedError(line: string): LoggedError | undefined {
  const match = /^\[(\d{2})-([A-Z][a-z]{2})-(\d{4}) (\d{2}:\d{2}:\d{2}) [A-Za-z/_]+\] (.+)$/.exec(
    boundedLine(line),
  )
  if (match === null) return undefined
  const [, day, month, year, clock, text = ''] = match
  const at = new Date(`${day} ${month} ${year} ${clock} UTC`)
  if (Number.isNaN(at.getTime())) return undefined
  const found = LEVELS.find(([pattern]) => pattern.test(text))
  const { message, file, line: number } = placed(text.replace(found?.[0] ?? '', ''))
  const level = found?.[1] ?? 'message'
  const shown = printable(withoutFolders(message))
  return {
    fingerprint: fingerprintOf([level, shapeOf(shown), file ?? '', String(number ?? '')]),
    level,
    message: shown,
    file,
    line: number,
    at,
  }
}

/**
 * `… in /folder/cart.php on line 12`, and of what nobody caught `… in /folder/cart.php:12`. Looked for from the end,
 * once: a pattern for the whole would try each pair of places in a line that a hostile site made for it.
 */
function placed(text: string): { message: string; file: string | undefined; line: number | undefined } {
  const end = /(?: on line |:)(\d{1,9})$/.exec(text.slice(-PLACE_END_LENGTH))
  const until = text.length - (end?.[0].length ?? 0)
  const at = text.lastIndexOf(' in /', until - ' in /x'.length)
  if (end === null || at < 0) return { message: text, file: undefined, line: undefined }
  const file = printable(insideSite(text.slice(at + ' in '.length, until))).slice(0, FILE_LENGTH_MAX)
  return { message: text.slice(0, at), file, line: Number(end[1]) }
}

/** ` on line 123456789` */
const PLACE_END_LENGTH = 18

/** Where the machine keeps a site's code is nothing that its owner knows. */
function insideSite(path: string): string {
  const starts = ['/wp-content/', '/wp-includes/', '/wp-admin/'].map((folder) => path.indexOf(folder))
  const start = Math.min(...starts.map((found) => (found < 0 ? path.length : found)))
  if (start < path.length) return path.slice(start + 1)
  const plugin = path.indexOf('/mu-plugins/')
  return plugin < 0 ? path.slice(path.lastIndexOf('/') + 1) : `wp-content${path.slice(plugin)}`
}

const withoutFolders = (message: string) =>
  message.replace(/(?<![\w/:])\/(?:[\w.-]+\/)+[\w.-]+/g, (path) => insideSite(path))

/** Values differ from visit to visit: numbers, what stands in quotes, identifiers. */
function shapeOf(message: string): string {
  return message
    .replace(/"[^"]*"|'[^']*'/g, '?')
    .replace(/\b\w+\b/g, (word) => (/^(?:0x)?[0-9a-f]+$/i.test(word) && /\d/.test(word) ? 'N' : word))
    .replace(/\s+/g, ' ')
}

function fingerprintOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, FINGERPRINT_LENGTH)
}

/** PostgreSQL refuses a zero byte, and control characters could rewrite the reader's terminal. */
function printable(text: string): string {
  return text
    .replace(/\p{Cc}/gu, '\ufffd')
    .toWellFormed()
    .slice(0, MESSAGE_LENGTH_MAX)
}

export interface CountedError extends Omit<LoggedError, 'at'> {
  readonly count: number
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
}

/** Those of some lines, the same ones counted together; the newest `kindsMax` kinds of them. */
export function countErrors(lines: readonly string[], kindsMax: number): CountedError[] {
  const counted = new Map<string, CountedError>()
  for (const line of lines) {
    const parsed = parseLoggedError(line)
    if (parsed === undefined) continue
    const { at, ...error } = parsed
    const before = counted.get(error.fingerprint)
    // Put at the end, so that the oldest stand first.
    counted.delete(error.fingerprint)
    counted.set(error.fingerprint, {
      ...error,
      count: (before?.count ?? 0) + 1,
      firstSeenAt: before?.firstSeenAt ?? at,
      lastSeenAt: at,
    })
  }
  return [...counted.values()].slice(-kindsMax)
}
