import type { Operation } from '@aipress/contract'
import type { Tx } from '../kernel/database.ts'
import type { Scope } from '../kernel/scope.ts'
import type { Workflow } from './workflow.ts'

/**
 * # The engine
 *
 * Runs declared workflows (workflow.ts) so that any process may die at any instant and nothing is lost,
 * doubled or half-made. It knows no noun.
 *
 * How an operation lives:
 * 1. `start` writes its row in the caller's own transaction (lanes.ts), so that a site's name is never
 *    held without an operation that will use or release it. It is `running` where its lane is free.
 * 2. After the commit the same process runs it at once (starter.ts, runner.ts). Each step's outcome is recorded
 *    in the row before the next begins, under the row's `run_id`: whoever takes the operation up changes that, so
 *    that a process thought dead can write nothing more, and goes on after the last recorded step.
 * 3. Settling it and letting the next of its lane begin is one transaction, so that a lane can never
 *    stand still, whatever dies in between.
 * 4. The sweeper (sweeper.ts) finds what is recorded but not running: after a death between 1 and 2, in
 *    processes whose heartbeat fell silent, after an outage. It only puts to work; it decides nothing.
 *
 * What steps may rely on: each runs at least once, and again after a death; never two of one lane at a
 * time, except that a process frozen past its heartbeat may still be inside a step when another repeats
 * it (its record is refused then, its effect cannot be). So steps must be safe to repeat.
 *
 * Refused:
 * - A library for durable runs. DBOS did this work at first; docs/decisions/0019-engine-records.md tells why not.
 * - A record of each step's begin. Dying before and after the effect look the same anyway.
 * - Notifying of each change within its transaction. PostgreSQL lets such commits wait for one another, in all of
 *   a server's databases; a notification a moment later loses nothing when it is lost (feed.ts).
 * - Advisory locks held for life, instead of heartbeats: cutting a connection would look like a death.
 * - Undo that goes on past a failed undo. Undoing in order is what makes it safe: a slot must not be
 *   given away while its address may still be public.
 */

/** Who asked for the work and what it is about; shown to people and used for access. */
export interface OperationRequest {
  /** The action's name, for example `sites.create`. */
  readonly action: string
  /** "Create Corner Bakery". */
  readonly title: string
  readonly requestedBy: string
  /** Whose owners may see it. */
  readonly accountId: string
  /**
   * Operations of one lane run one after another, in the order they were asked for; other lanes run
   * beside it. A site's operations have its `siteId` as lane. Ten may wait; one more fails with `site_busy`.
   */
  readonly lane: string | undefined
  readonly siteId: string | undefined
  readonly siteName: string | undefined
  /**
   * `context.idOf('operation')` of the call. An operation that exists under this id is answered
   * instead of starting a second one. Chosen by the engine when left out.
   */
  readonly operationId?: string | undefined
}

export interface Engine {
  /**
   * A database transaction after whose commit the operations started in it begin to run. One that
   * rolls back starts nothing.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>

  /** Records the operation in the transaction; it runs once the transaction has committed. */
  start<Input, Services>(
    tx: Tx,
    workflow: Workflow<Input, Services>,
    input: Input,
    request: OperationRequest,
  ): Promise<Operation>

  /**
   * The same in a transaction of its own, together with others that are begun at the same moment: for who has
   * nothing to write besides.
   */
  begin<Input, Services>(
    workflow: Workflow<Input, Services>,
    input: Input,
    request: OperationRequest,
  ): Promise<Operation>

  /**
   * Nobody else adds to the lane until the transaction ends; answers what is at work in it, if anything. For
   * who has to look at a thing before changing it.
   */
  holdLane(tx: Tx, lane: string): Promise<Operation | undefined>

  /** Reads an operation, if it is of the scope. */
  find(operationId: string, scope: Scope | undefined): Promise<Operation | undefined>

  /**
   * Asks for the operation to be undone; answers it as it is now. Whether that came in time is seen when it
   * settles. Throws `operation_not_cancellable` where it is settled, past its point of no return, or never
   * cancellable, and `operation_not_found`.
   */
  cancel(operationId: string): Promise<Operation>

  /** Newest first. `cursor` comes from the page before, or is the id of the operation after which to go on. */
  list(query: OperationQuery): Promise<{ items: Operation[]; nextCursor?: string }>

  /** By lane, the operation that is at work in it; lanes where nothing is at work are left out. */
  atWork(lanes: readonly string[]): Promise<Map<string, Operation>>

  /** The operation now and at each change until it is settled, whichever process runs it. */
  watch(operationId: string, signal: AbortSignal): AsyncIterable<Operation>

  /** Counts for the platform's status. */
  summary(): Promise<{ running: number; failedLastDay: number }>
}

export interface OperationQuery {
  /** Whose; all where undefined. */
  readonly scope: Scope | undefined
  readonly siteId?: string | undefined
  readonly state?: Operation['state'] | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}
