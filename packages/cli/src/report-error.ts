import { AipressError, type ErrorBody } from '@aipress/contract'
import { CommanderError } from 'commander'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { inCommands } from './help.ts'
import { failureOf, OperationFailed } from './operations/operation-failed.ts'
import type { Terminal } from './terminal.ts'
import { tellUsageError } from './usage-errors.ts'
import { clean, wrap } from './views/text.ts'

/** What `--json` prints on stderr, in `{"error": …}`. A failed operation adds where it failed. */
type ReportedError = Omit<ErrorBody, 'code'> & { code: string; step?: string; operationId?: string }

/** The one place that prints failures: what happened, where, what to do. Answers the exit code. */
export function reportError(error: unknown, terminal: Terminal, json: boolean): number {
  if (error instanceof CommanderError && isHelp(error)) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  const { body, exitCode } = describe(error)
  if (json) terminal.err(`${JSON.stringify({ error: body })}\n`)
  else terminal.err(`${inWords(body, terminal)}\n`)
  return exitCode
}

function describe(error: unknown): { body: ReportedError; exitCode: number } {
  if (error instanceof AipressError) return { body: error.toBody(), exitCode: exitCodeOf(error.code) }
  if (error instanceof OperationFailed) {
    const { operationId } = error.operation
    return { body: { ...failureOf(error.operation), retryable: false, operationId }, exitCode: EXIT.failed }
  }
  if (error instanceof CommanderError) {
    const told = tellUsageError(error, process.argv.slice(2))
    return { body: { code: 'invalid_input', ...told, retryable: false }, exitCode: EXIT.usage }
  }
  const message = error instanceof Error ? error.message : String(error)
  const body = {
    code: 'internal_error',
    message,
    hint: 'This is a fault of aipress itself.',
    retryable: false,
  }
  return { body, exitCode: EXIT.failed }
}

function inWords({ code, message, hint, step, operationId }: ReportedError, terminal: Terminal): string {
  const mark = code === 'cancelled' ? terminal.paintErr('yellow', '■') : terminal.paintErr('red', '✗')
  const line = (text: string) => wrap(text, terminal.errWidth, 2)
  const lines = [`${mark} ${line(clean(message))}`]
  if (step !== undefined) lines.push(`  ${line(`Failed at: ${clean(step)}`)}`)
  if (hint !== undefined) lines.push(`  ${line(inCommands(clean(hint)))}`)
  if (operationId !== undefined) lines.push(`  See its steps: aipress operation show ${operationId}`)
  return lines.join('\n')
}

function isHelp({ code }: CommanderError): boolean {
  return code === 'commander.help' || code === 'commander.helpDisplayed' || code === 'commander.version'
}
