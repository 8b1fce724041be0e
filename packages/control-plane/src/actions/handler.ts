import { createHash } from 'node:crypto'
import {
  type Action,
  type AnyAction,
  type EventOf,
  type IdKind,
  type InputOf,
  idFromBytes,
  type OutputOf,
} from '@aipress/contract'
import type { z } from 'zod'
import type { Caller } from '../kernel/caller.ts'

export interface CallContext<Event = never> {
  readonly caller: Caller
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal
  /**
   * Sends one event of a streaming action; does nothing where nobody listens. Whoever sends more than a megabyte
   * waits for what it answers, or the call is cancelled for a reader who is slow.
   */
  emit(event: Event): void | Promise<void>
  /** Tells the audit line what was touched. */
  touch(what: { siteId?: string; accountId?: string; operationId?: string }): void
  /**
   * Tells a dry run, in sentences, what is known beforehand only here; they stand instead of what the action says of
   * itself. Nobody hears of it in a real run, so what has to be read for it is read in a dry one alone.
   */
  foresee(effects: readonly string[]): void
  /**
   * The id of what this call makes, one of each kind. With an idempotency key it is the same in every
   * try of the call, also after the process died in the middle: a handler that finds this id already
   * stored was here before and answers from what it finds instead of making a second one.
   */
  idOf(kind: IdKind): string
  /** An earlier try of the call may have done its work without its answer being kept. */
  readonly isRepeated: boolean
  /** From which all of `idOf` follows: for who hands the call on to another process. */
  readonly seed: string
  /** Names the call in the log. */
  readonly requestId: string
}

export function idsFrom(seed: string): CallContext['idOf'] {
  return (kind) => idFromBytes(kind, createHash('sha256').update(`${seed}/${kind}`).digest())
}

export interface Handler {
  readonly action: AnyAction
  handle(input: unknown, context: CallContext<unknown>): Promise<unknown>
}

/** Binds an action to the function that answers it. Input arrives parsed; output is parsed after. */
export function handle<I extends z.ZodObject, O extends z.ZodType, E extends z.ZodType>(
  action: Action<I, O, E>,
  answer: (
    input: InputOf<Action<I, O, E>>,
    context: CallContext<EventOf<Action<I, O, E>>>,
  ) => Promise<OutputOf<Action<I, O, E>>>,
): Handler {
  return { action, handle: answer as Handler['handle'] }
}

/** The single path to every handler. Doors know only this. */
export interface Actions {
  /** In the order of the contract. */
  all(): readonly AnyAction[]

  /** Those that the caller's role and token allow: what a chat or MCP client is shown. */
  permitted(caller: Caller): readonly AnyAction[]

  /**
   * Parse, count against the rate limit, authorise, idempotency key, run, parse the output, audit; in
   * that order.
   * Throws `AipressError` and nothing else.
   */
  call(name: string, input: unknown, caller: Caller, options?: CallOptions): Promise<unknown>
}

export interface CallOptions {
  signal?: AbortSignal
  onEvent?: (event: unknown) => void | Promise<void>
  /** Same key, same input: the first answer again, no second effect. Kept for 24 hours. */
  idempotencyKey?: string | undefined
  /** Everything is checked and nothing is done; the answer is a `DryRun`. */
  dryRun?: boolean | undefined
  /** Names the request in the log and in the hint of an internal error; chosen when left out. */
  requestId?: string | undefined
}
