import { setTimeout as pause } from 'node:timers/promises'
import { AipressError, type AnyAction, type EventOf, type OutputOf, type RawInputOf } from '@aipress/contract'
import { createClient } from '@aipress/contract/client.ts'
import { type Connection, codeOf } from './connection.ts'
import type { Session } from './session.ts'

/**
 * Six tries over about eight seconds: a control plane that died is started again by its supervisor
 * within two or three. Longer, and a person would rather be told.
 */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000]

/** A connection that was made and then lost. The request may or may not have been carried out. */
const LOST_CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])
/** The edge says the same of its own connection to the control plane. */
const LOST_STATUSES = new Set([502, 504])

interface CallSettings<Event> {
  onEvent?: (event: Event) => void
  idempotencyKey?: string | undefined
  dryRun?: boolean | undefined
  signal?: AbortSignal
}

/**
 * Calls an action. A lost connection is tried again where that cannot do harm: reads, and changes
 * under an idempotency key. Streams that were already heard are left to the caller.
 */
export async function call<A extends AnyAction>(
  session: Session,
  action: A,
  input: RawInputOf<A>,
  settings: CallSettings<EventOf<A>> = {},
): Promise<OutputOf<A>> {
  const connection = session.connect()
  const client = createClient(connection)
  const { idempotencyKey, dryRun, onEvent, signal = session.signal } = settings
  let heard = false
  let lost = false
  const options = {
    signal,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(dryRun === true ? { dryRun } : {}),
    ...(onEvent === undefined
      ? {}
      : {
          onEvent: (event: EventOf<A>) => {
            heard = true
            onEvent(event)
          },
        }),
  }
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await client.call(action, input, options)
    } catch (error) {
      if (!(error instanceof AipressError)) throw error
      lost ||= isLost(error)
      const pauseMs = PAUSES_MS[attempt]
      const again = lost && !heard && mayPass(error) && isRepeatable(action, idempotencyKey)
      if (pauseMs === undefined || !again) throw inWordsOf(connection, error)
      // Aborted while waiting, the next try ends at once as cancelled.
      await pause(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** A client's error, told in the words of the way it came by. */
export function inWordsOf(connection: Connection, error: AipressError): AipressError {
  if (error.code === 'platform_unavailable' && error.cause !== undefined) {
    return connection.explain(error.cause)
  }
  if (error.code === 'not_signed_in') {
    return new AipressError('not_signed_in', error.message, {
      hint: `The token for ${connection.place} may be wrong, revoked or expired; run "aipress login ${connection.place}".`,
      cause: error,
    })
  }
  return error
}

function isLost(error: AipressError): boolean {
  const status = Number(error.context.status)
  return LOST_CODES.has(codeOf(error) ?? '') || LOST_STATUSES.has(status)
}

/** Of the errors that follow a lost connection, those that a restart explains. */
function mayPass(error: AipressError): boolean {
  return error.code === 'platform_unavailable' || error.code === 'idempotency_in_progress'
}

/** A command's output that was half seen must not come twice, so what streams and changes is left alone. */
function isRepeatable(action: AnyAction, idempotencyKey: string | undefined): boolean {
  return action.effect === 'reads' || (idempotencyKey !== undefined && action.events === undefined)
}
