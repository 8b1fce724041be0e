import { z } from 'zod'
import { defineAction } from './action.ts'
import { missingGroups, pageInput, pageOf, Timestamp } from './page.ts'

export const OperationState = z.enum(['queued', 'running', 'succeeded', 'undoing', 'undone', 'failed'])
export type OperationState = z.infer<typeof OperationState>

/** `undone` and `failed` both mean that it did not happen; `failed` also that cleaning up did not finish. */
export const SETTLED_STATES = ['succeeded', 'undone', 'failed'] as const satisfies readonly OperationState[]

export function isSettled(state: OperationState): boolean {
  return (SETTLED_STATES as readonly OperationState[]).includes(state)
}

export const OperationStep = z.object({
  name: z.string(),
  /** For people: "Publish the address". */
  title: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'undone']),
  startedAt: Timestamp.optional(),
  finishedAt: Timestamp.optional(),
})

export const OperationFailure = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  /** The step that failed. */
  step: z.string().optional(),
})

/** Durable work with steps, progress and a result. It survives any crash. */
export const Operation = z.object({
  operationId: z.string(),
  /** The action that asked for it, for example `sites.create`. */
  action: z.string(),
  /** For people: "Create Corner Bakery". */
  title: z.string(),
  state: OperationState,
  siteId: z.string().optional(),
  siteName: z.string().optional(),
  steps: z.array(OperationStep),
  error: OperationFailure.optional(),
  /** E-mail address, token name or "this machine". */
  requestedBy: z.string(),
  /** How often a process took it up again after another died. */
  recoveries: z.number().int(),
  createdAt: Timestamp,
  startedAt: Timestamp.optional(),
  finishedAt: Timestamp.optional(),
})
export type Operation = z.infer<typeof Operation>
export type OperationStep = z.infer<typeof OperationStep>

export const listOperations = defineAction({
  name: 'operations.list',
  summary: 'List operations, newest first',
  input: z.object({
    site: z.string().max(253).optional().describe('Only those of this site'),
    state: OperationState.optional(),
    ...pageInput,
  }),
  output: pageOf(Operation).extend({ missing: missingGroups }),
  errors: ['site_not_found'],
  holdsForeignText: 'to-administrators',
  effect: 'reads',
  permission: 'operations:read',
  http: 'GET /v1/operations',
  cli: 'operation list',
  cliExample: 'aipress operation list --site corner-bakery',
  examples: [
    'list operations',
    'show recent operations',
    'what is running',
    'what happened lately',
    'operations of {site}',
  ],
})

export const showOperation = defineAction({
  name: 'operations.show',
  summary: 'Show one operation with its steps',
  input: z.object({ operation: z.string().max(40).describe('The id of the operation, for example op_…') }),
  output: Operation,
  errors: ['operation_not_found'],
  holdsForeignText: 'to-administrators',
  effect: 'reads',
  permission: 'operations:read',
  http: 'GET /v1/operations/{operation}',
  cli: 'operation show <operation>',
  cliExample: 'aipress operation show op_0123456789abcde',
  examples: ['show operation {operation}', 'how is operation {operation} going'],
})

/** Streams the operation at each change and answers with its last state; ends when it is settled. */
export const watchOperation = defineAction({
  name: 'operations.watch',
  summary: 'Follow an operation until it is done',
  input: z.object({ operation: z.string().max(40).describe('The id of the operation, for example op_…') }),
  output: Operation,
  events: Operation,
  errors: ['operation_not_found'],
  holdsForeignText: 'to-administrators',
  effect: 'reads',
  permission: 'operations:read',
  http: 'GET /v1/operations/{operation}/watch',
  cli: 'operation watch <operation>',
  cliExample: 'aipress operation watch op_0123456789abcde',
  examples: ['watch operation {operation}', 'follow operation {operation}'],
})

export const cancelOperation = defineAction({
  name: 'operations.cancel',
  summary: 'Cancel an operation and undo what it did',
  description:
    'An operation that can be undone goes back to how things were before; one past the point of return is not cancelled and says so.',
  input: z.object({ operation: z.string().max(40).describe('The id of the operation, for example op_…') }),
  output: Operation,
  errors: ['operation_not_found', 'operation_not_cancellable'],
  effect: 'changes',
  permission: 'sites:change',
  http: 'POST /v1/operations/{operation}/cancel',
  cli: 'operation cancel <operation>',
  cliExample: 'aipress operation cancel op_0123456789abcde',
  examples: ['cancel operation {operation}', 'abort operation {operation}', 'stop operation {operation}'],
})

export const operationActions = [listOperations, showOperation, watchOperation, cancelOperation]
