import { AipressError } from '@aipress/contract'
import { printFailure, SetupError } from '../../../tools/setup-error.mjs'

/**
 * Runs one of the machine's commands: an interrupt aborts its signal, a failure is told in a sentence
 * with a hint, and the exit code says how it went (0 well, 1 not, 130 interrupted).
 */
export async function runCommand(
  log: string,
  work: (signal: AbortSignal) => Promise<number | undefined>,
): Promise<void> {
  const interrupt = new AbortController()
  // Stays registered: a library that finds itself the only listener ends the process at once.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupt.abort())
  try {
    process.exitCode = (await work(interrupt.signal)) ?? 0
  } catch (error) {
    if (interrupt.signal.aborted)
      process.stderr.write('\nInterrupted. What was started has been stopped again.\n')
    else printFailure(told(error, log))
    process.exitCode = interrupt.signal.aborted ? 130 : 1
  }
}

/** Errors of the drivers are in the caller's words already; others are faults of ours, shown whole. */
function told(error: unknown, log: string): unknown {
  if (!(error instanceof AipressError)) return error
  const reason = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return new SetupError(`${error.message}${reason}`, { hint: error.hint, log, cause: error })
}
