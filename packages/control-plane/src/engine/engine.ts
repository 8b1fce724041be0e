import type { Operation } from '@aipress/contract'
import type { Tx } from '../kernel/database.ts'
import type { Workflow } from './workflow.ts'

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

/**
 * Runs declared workflows so that any process may die at any instant and nothing is lost, doubled or
 * half-made. It knows no noun.
 */
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

  /** Reads an operation; `accountId` limits it to what that account may see. */
  find(operationId: string, accountId: string | undefined): Promise<Operation | undefined>

  /** Newest first. `cursor` comes from the page before. */
  list(query: OperationQuery): Promise<{ items: Operation[]; nextCursor?: string }>

  /** The operation now and at each change until it is settled, whichever process runs it. */
  watch(operationId: string, signal: AbortSignal): AsyncIterable<Operation>

  /** Counts for the platform's status. */
  summary(): Promise<{ running: number; failedLastDay: number }>
}

export interface OperationQuery {
  readonly accountId: string | undefined
  readonly siteId?: string | undefined
  readonly state?: Operation['state'] | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}
