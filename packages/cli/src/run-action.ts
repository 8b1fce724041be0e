import { randomUUID } from 'node:crypto'
import {
  AipressError,
  type AnyAction,
  type DryRun,
  isSettled,
  type Operation,
  type Site,
  showSite,
} from '@aipress/contract'
import { requireConfirmation } from './confirm.ts'
import { EXIT } from './exit-codes.ts'
import { requirePathInputs } from './inputs.ts'
import { followOperation } from './operations/follow-operation.ts'
import { OperationFailed } from './operations/operation-failed.ts'
import { call } from './platform.ts'
import { runStream, streams } from './run-stream.ts'
import type { Session } from './session.ts'
import { dryRunView } from './views/dry-run.ts'
import { pageOf } from './views/view.ts'
import { viewOf } from './views/views.ts'

export interface RunOptions {
  json: boolean
  /** Confirmed already. */
  yes: boolean
  /** Wait for the operation that the action starts. */
  wait: boolean
  idempotencyKey: string | undefined
  /** Only tell what would happen. */
  dryRun: boolean
}

interface Started {
  operation: Operation
  site?: Site
}

/** Runs one action of the contract from its input to the last line printed. */
export async function runAction(
  session: Session,
  action: AnyAction,
  input: Record<string, unknown>,
  options: RunOptions,
): Promise<void> {
  requirePathInputs(action, input)
  if (options.dryRun) {
    const tried: DryRun = await call(session, action, input, { dryRun: true })
    const { terminal } = session
    terminal.out(`${options.json ? JSON.stringify(tried) : dryRunView(tried, pageOf(terminal))}\n`)
    return
  }
  if (action.effect === 'destroys' && !options.yes) await requireConfirmation(session, action, input)
  const idempotencyKey = action.effect === 'reads' ? undefined : (options.idempotencyKey ?? randomUUID())
  if (streams(action, input)) {
    await runStream(session, action, input, { json: options.json, idempotencyKey })
    return
  }
  const output: unknown = await call(session, action, input, { idempotencyKey }).catch((error) => {
    throw action.effect === 'reads' ? error : sayingWhatMayGoOn(error)
  })
  if (isStarted(output)) await finish(session, action, output, options)
  else {
    print(session, action, output, options.json)
    // Answered, and yet not what was asked for: a script is to notice.
    if (action.outcome !== undefined && action.outcome(output) !== 'ok') session.exitCode = EXIT.failed
  }
}

/** Prints what an action started, at its end unless told not to wait. Fails where the operation did. */
export async function finish(
  session: Session,
  action: AnyAction,
  started: Started,
  { json, wait }: Pick<RunOptions, 'json' | 'wait'>,
): Promise<void> {
  const { terminal } = session
  const ended = wait ? await settle(session, started, !json) : started
  const { operation } = ended
  if (json) print(session, action, ended, true)
  else if (operation.state === 'succeeded') print(session, action, ended, false)
  else if (!isSettled(operation.state)) {
    terminal.out(`Started: ${operation.title} (${operation.operationId})\n`)
    terminal.out(`  Follow it: aipress operation watch ${operation.operationId}\n`)
  }
  if (isSettled(operation.state) && operation.state !== 'succeeded') throw new OperationFailed(operation)
}

export function isStarted(output: unknown): output is Started {
  const { operation } = (output ?? {}) as { operation?: { operationId?: unknown } }
  return typeof operation?.operationId === 'string'
}

/** The same answer as it is once the operation has ended: its last state, and the site as it is then. */
async function settle(session: Session, started: Started, progress: boolean): Promise<Started> {
  if (isSettled(started.operation.state)) return started
  const operation = await followOperation(session, started.operation, { progress }).catch(
    (error: unknown) => {
      // It was begun; a token that may start things and not look at them is no reason to call that a failure.
      if (error instanceof AipressError && error.code === 'not_permitted') return undefined
      throw error
    },
  )
  if (operation === undefined) return started
  if (started.site === undefined) return { ...started, operation }
  const site = await call(session, showSite, { site: started.site.siteId }).catch((error) => {
    // Undone creations leave no site to show.
    if (error instanceof AipressError && error.code === 'site_not_found') return started.site
    throw error
  })
  return { ...started, operation, ...(site === undefined ? {} : { site }) }
}

function print(session: Session, action: AnyAction, output: unknown, json: boolean): void {
  const { terminal } = session
  terminal.out(`${json ? JSON.stringify(output) : viewOf(action, output, pageOf(terminal))}\n`)
}

/** Interrupted between asking and hearing: whether it was begun only the platform knows. */
function sayingWhatMayGoOn(error: unknown): unknown {
  if (!(error instanceof AipressError) || error.code !== 'cancelled') return error
  return new AipressError('cancelled', 'You left before the answer came; it may have begun.', {
    hint: 'See what is going on: aipress operation list',
    cause: error,
  })
}
