import {
  AipressError,
  type AnyAction,
  type AuditVerification,
  type EventOf,
  exportAudit,
  type LogLine,
  type Operation,
  type OutputOf,
  readSiteLogs,
  runWpCli,
  verifyAudit,
  watchOperation,
} from '@aipress/contract'
import { EXIT } from './exit-codes.ts'
import { followOperation } from './operations/follow-operation.ts'
import { OperationFailed } from './operations/operation-failed.ts'
import { call } from './platform.ts'
import { exitAfterVerification, showAuditExport, showAuditVerification } from './run-audit.ts'
import type { Session } from './session.ts'
import { logLineView } from './views/sites.ts'
import { cleanDeep } from './views/text.ts'
import { pageOf } from './views/view.ts'
import { viewOf } from './views/views.ts'

interface StreamOptions {
  json: boolean
  idempotencyKey: string | undefined
}

/** Actions with events stream; those that can also answer at once (`follow`) only when asked to. */
export function streams(action: AnyAction, input: Record<string, unknown>): boolean {
  if (action.events === undefined) return false
  return !('follow' in action.input.shape) || input.follow === true
}

/** Runs a streaming action: each event as it comes, then the output. */
export async function runStream(
  session: Session,
  action: AnyAction,
  input: Record<string, unknown>,
  { json, idempotencyKey }: StreamOptions,
): Promise<void> {
  const output = json
    ? await printJsonLines(session, action, input, idempotencyKey)
    : await show(session, action, input, idempotencyKey)
  if (output === undefined) return
  if (action === runWpCli) session.exitCode = (output as OutputOf<typeof runWpCli>).exitCode
  if (action === verifyAudit) exitAfterVerification(session, output as AuditVerification)
  if (action === watchOperation) {
    const operation = output as Operation
    if (operation.state !== 'succeeded') throw new OperationFailed(operation)
  }
}

async function printJsonLines(
  session: Session,
  action: AnyAction,
  input: Record<string, unknown>,
  idempotencyKey: string | undefined,
): Promise<unknown> {
  const line = (value: unknown) => session.terminal.out(`${JSON.stringify(value)}\n`)
  const onEvent = (event: unknown) => line({ event })
  const output =
    action === watchOperation
      ? await followOperation(
          session,
          { operationId: String(input.operation) },
          { progress: false, onChange: onEvent },
        )
      : await call(session, action, input, { onEvent, idempotencyKey })
  line({ output })
  return output
}

async function show(
  session: Session,
  action: AnyAction,
  input: Record<string, unknown>,
  idempotencyKey: string | undefined,
): Promise<unknown> {
  const { terminal } = session
  const page = pageOf(terminal)
  switch (action) {
    case watchOperation: {
      const operation = await followOperation(
        session,
        { operationId: String(input.operation) },
        { progress: true },
      )
      if (operation.state === 'succeeded') terminal.out(`${viewOf(action, operation, page)}\n`)
      return operation
    }
    case runWpCli:
      // Untouched, colours and all: it is the caller's own command, as in their own shell.
      return await call(session, runWpCli, input as { site: string; args: string[] }, {
        onEvent: ({ stream, text }: EventOf<typeof runWpCli>) =>
          stream === 'stdout' ? terminal.out(text) : terminal.err(text),
        idempotencyKey,
      }).catch((error) => leaveQuietly(session, error))
    case readSiteLogs:
      return await call(session, readSiteLogs, input as { site: string }, {
        onEvent: (line: LogLine) => terminal.out(`${logLineView(cleanDeep(line), page)}\n`),
      }).catch((error) => leaveQuietly(session, error))
    case exportAudit:
      return await showAuditExport(session, input)
    case verifyAudit:
      return await showAuditVerification(session, input)
    default: {
      const onEvent = (event: unknown) => terminal.out(`${JSON.stringify(cleanDeep(event))}\n`)
      const output: unknown = await call(session, action, input, { onEvent, idempotencyKey })
      terminal.out(`${viewOf(action, output, page)}\n`)
      return output
    }
  }
}

/** Whoever ends a log or a command with Ctrl-C needs no message, only the exit code. */
function leaveQuietly(session: Session, error: unknown): undefined {
  if (!(error instanceof AipressError) || error.code !== 'cancelled') throw error
  session.exitCode = EXIT.interrupted
}
