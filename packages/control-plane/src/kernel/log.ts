import pino from 'pino'

export type Log = pino.Logger

/** JSON lines on standard output; the supervisor keeps and rotates them. Secrets never reach it. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        '*.password',
        '*.secret',
        '*.token',
        '*.cookie',
        '*.authorization',
        'password',
        'secret',
        'token',
      ],
      censor: '[secret]',
    },
    serializers: { err: errorWithCauses },
  })
}

/** The whole chain of causes: a log is where the reasons belong, not the caller's message. */
function errorWithCauses(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const known = error as Error & { code?: unknown; context?: unknown }
  return {
    name: error.name,
    message: error.message,
    code: known.code,
    context: known.context,
    stack: error.stack,
    cause: error.cause === undefined ? undefined : errorWithCauses(error.cause),
  }
}
