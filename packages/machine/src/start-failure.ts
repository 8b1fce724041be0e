const REASON_LINES_MAX = 6

/**
 * Why a process ended, from its log: the last fatal or error line with its chain of causes, the last
 * uncaught error, else its last words. Without dates and stacks, which are in the log itself.
 */
export function reasonIn(text: string): string {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d \S+ {2}/, ''))
  const from = lines.findLastIndex((line) => loggedError(line) !== undefined || /^\w*Error\b.*:/.test(line))
  const logged = loggedError(lines[from] ?? '')
  if (logged !== undefined) return logged
  const said = from === -1 ? lines.slice(-REASON_LINES_MAX) : lines.slice(from, from + REASON_LINES_MAX)
  return said.filter((line) => !/^\s+at /.test(line)).join('\n')
}

/** As kernel/log.ts writes them; pino counts 50 for an error and 60 for a fatal one. */
interface LogLine {
  level?: unknown
  msg?: unknown
  err?: LoggedError
}
interface LoggedError {
  message?: unknown
  cause?: LoggedError
}

const ERROR_LEVEL = 50
const CAUSES_MAX = 5

function loggedError(line: string): string | undefined {
  const { level, msg, err } = parsed(line)
  if (typeof level !== 'number' || level < ERROR_LEVEL) return undefined
  const said = [msg]
  for (let error = err, depth = 0; error !== undefined && depth < CAUSES_MAX; depth += 1) {
    said.push(error.message)
    error = error.cause
  }
  const texts = said.filter((part): part is string => typeof part === 'string' && part !== '')
  return [...new Set(texts)].join(': ')
}

function parsed(line: string): LogLine {
  if (!line.startsWith('{')) return {}
  try {
    return JSON.parse(line)
  } catch {
    return {}
  }
}
