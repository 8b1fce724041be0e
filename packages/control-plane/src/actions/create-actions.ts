import { randomBytes } from 'node:crypto'
import { ACTIONS, AipressError, type AnyAction, type DryRun, newId } from '@aipress/contract'
import Fuse from 'fuse.js'
import type { z } from 'zod'
import { auditAppender, redactedInput } from '../audit/index.ts'
import { asking, type Caller } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import { isEndOfDryRun, tryDry } from '../kernel/dry-run.ts'
import type { Log } from '../kernel/log.ts'
import type { Seal } from '../kernel/seal.ts'
import { createTokenBuckets } from '../kernel/token-buckets.ts'
import { dryRunOf, nothingToTry } from './dry-run-answer.ts'
import { asFailure } from './failure.ts'
import { type Actions, type CallContext, type CallOptions, type Handler, idsFrom } from './handler.ts'
import { once } from './idempotency.ts'
import { type KeyWriter, keyWriter } from './idempotency-store.ts'
import { parseInput } from './invalid-input.ts'
import { isAllowed, requireAllowed } from './permitted.ts'

export interface ActionsDeps {
  handlers: readonly Handler[]
  database: Database
  /** Answers kept for idempotency keys may hold a secret that is shown once. */
  seal: Seal
  log: Log
  clock: Clock
}

/** A console page makes about ten reads; five of them at once are no abuse. */
const READS = { burst: 200, perSecond: 50 }
/** Far above what people do and what a script in a loop needs to be stopped at. */
const EFFECTS = { burst: 60, perSecond: 5 }

/**
 * The single path to every handler. Whatever door a call comes through, it is parsed, authorised,
 * counted, done at most once per idempotency key, and written down here; so no door and no handler
 * can forget it. Nothing but `AipressError` leaves it.
 */
export function createActions(deps: ActionsDeps): Actions {
  const byName = new Map(deps.handlers.map((handler) => [handler.action.name as string, handler]))
  if (byName.size !== deps.handlers.length) throw new Error('Two handlers answer the same action.')
  const actions = inOrderOfContract(deps.handlers.map((handler) => handler.action))
  const writers = { keys: keyWriter(deps.database), appendAuditLine: auditAppender(deps.database) }
  const limits = {
    reads: createTokenBuckets(READS, deps.clock),
    effects: createTokenBuckets(EFFECTS, deps.clock),
  }
  return {
    all: () => actions,
    permitted: (caller) => actions.filter((action) => isAllowed(action, caller)),
    async call(name, input, caller, options = {}) {
      const call = new Call({ ...deps, ...writers }, caller, options)
      return call.finish(name, async () => {
        const handler = byName.get(name) ?? unknownAction(name, actions)
        call.action = handler.action
        call.input = parseInput(handler.action, input)
        const buckets = handler.action.effect === 'reads' ? limits.reads : limits.effects
        if (caller.principal !== 'machine') requireTokens(buckets.take(caller.principal))
        call.isAudited = handler.action.effect !== 'reads' || !isAllowed(handler.action, caller)
        requireAllowed(handler.action, caller)
        return call.run(handler)
      })
    },
  }
}

interface CallDeps extends ActionsDeps {
  keys: KeyWriter
  appendAuditLine: ReturnType<typeof auditAppender>
}

/** One call on its way: what the log and the audit line will say about it. */
class Call {
  action: AnyAction | undefined
  input: unknown
  /** Reads that succeed are not: polling consoles would bury what was done. They are in the log. */
  isAudited = false
  private foreseen: readonly string[] = []
  private touched: Parameters<CallContext['touch']>[0] = {}
  private readonly deps: CallDeps
  private readonly caller: Caller
  private readonly options: CallOptions
  private readonly requestId: string
  private readonly startedAtMs: number

  constructor(deps: CallDeps, caller: Caller, options: CallOptions) {
    this.deps = deps
    this.caller = caller
    this.options = options
    this.requestId = options.requestId ?? newId('request')
    this.startedAtMs = deps.clock()
  }

  async run(handler: Handler): Promise<unknown> {
    if (this.options.dryRun === true) return this.tryOut(handler)
    const { idempotencyKey: key } = this.options
    const signal = this.options.signal ?? new AbortController().signal
    const run = async (seed: string, isRepeated = false) => {
      const caller = asking(this.caller, handler.action.permission)
      const output = await handler.handle(this.input, this.contextOf({ caller, seed, isRepeated, signal }))
      return (handler.action.output as z.ZodType).parse(output)
    }
    if (key === undefined || handler.action.effect === 'reads') return run(randomBytes(16).toString('hex'))
    const { principal } = this.caller
    return once(this.deps, { principal, key, action: handler.action.name, input: this.input, signal }, run)
  }

  /** Leaves no line in the audit log where it was permitted: nothing was done. */
  private async tryOut({ action, handle }: Handler): Promise<DryRun> {
    if (action.effect === 'reads') throw nothingToTry(action)
    const caller = asking(this.caller, action.permission)
    const seed = randomBytes(16).toString('hex')
    const signal = this.options.signal ?? new AbortController().signal
    const context = this.contextOf({ caller, seed, isRepeated: false, signal })
    this.isAudited = false
    const wouldChange = await tryDry(() => handle(this.input, context))
    return dryRunOf(action, this.input as Record<string, unknown>, { wouldChange, foreseen: this.foreseen })
  }

  async finish(name: string, work: () => Promise<unknown>): Promise<unknown> {
    try {
      const output = await work()
      await this.record(this.outcomeOf(output))
      return output
    } catch (cause) {
      // Of a call within a dry run: its end is no failure.
      if (isEndOfDryRun(cause)) throw cause
      const { deps, requestId } = this
      const error = asFailure(cause, deps.log, this.options.signal, {
        action: name,
        requestId,
        principal: this.caller.principal,
      })
      await this.record(error.code)
      throw error
    }
  }

  private outcomeOf(output: unknown): string {
    if (this.options.dryRun === true) return 'ok'
    return this.action?.outcome?.(output) ?? 'ok'
  }

  private contextOf(
    of: Pick<CallContext, 'caller' | 'seed' | 'isRepeated' | 'signal'>,
  ): CallContext<unknown> {
    return {
      ...of,
      requestId: this.requestId,
      emit: (event) => this.options.onEvent?.(event),
      touch: (what) => {
        this.touched = { ...this.touched, ...what }
      },
      foresee: (effects) => {
        this.foreseen = effects
      },
      idOf: idsFrom(of.seed),
    }
  }

  /** The call is done: failing to write it down must not undo it, but the log gets the whole line. */
  private async record(result: string): Promise<void> {
    const { caller, action } = this
    if (action === undefined) return
    const durationMs = this.deps.clock() - this.startedAtMs
    const summary = {
      action: action.name,
      principal: caller.principal,
      door: caller.door,
      result,
      durationMs,
    }
    this.deps.log[action.effect === 'reads' ? 'debug' : 'info'](
      { ...summary, requestId: this.requestId },
      'call',
    )
    if (!this.isAudited) return
    const line = {
      at: new Date(this.startedAtMs),
      principal: caller.principal,
      who: caller.displayName,
      door: caller.door,
      action: action.name,
      input: redactedInput(this.input),
      site_id: this.touched.siteId ?? null,
      account_id: this.touched.accountId ?? caller.accountId,
      operation_id: this.touched.operationId ?? null,
      result,
      duration_ms: durationMs,
    }
    await this.deps
      .appendAuditLine(line)
      .catch((err: unknown) => this.deps.log.error({ err, line }, 'audit line not written'))
  }
}

function inOrderOfContract(actions: readonly AnyAction[]): readonly AnyAction[] {
  const place = new Map(ACTIONS.map((action, index) => [action.name, index]))
  const placeOf = (action: AnyAction) => place.get(action.name) ?? ACTIONS.length
  return [...actions].sort((a, b) => placeOf(a) - placeOf(b))
}

function requireTokens(waitSeconds: number): void {
  if (waitSeconds === 0) return
  throw new AipressError('rate_limited', 'Too many calls in a short time.', {
    hint: `Try again in ${waitSeconds} ${waitSeconds === 1 ? 'second' : 'seconds'}.`,
    context: { retryAfterSeconds: waitSeconds },
  })
}

function unknownAction(name: string, actions: readonly AnyAction[]): never {
  const near = new Fuse(actions, { keys: ['name'], threshold: 0.4 }).search(name.slice(0, 60))[0]?.item
  throw new AipressError('action_not_found', `There is no action "${name.slice(0, 60)}".`, {
    hint: near === undefined ? 'See /openapi.json for all actions.' : `Did you mean ${near.name}?`,
  })
}
