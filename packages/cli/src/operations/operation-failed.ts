import type { Operation } from '@aipress/contract'

/** An operation that ended without having happened. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed'
  readonly operation: Operation

  constructor(operation: Operation) {
    super(failureOf(operation).message)
    this.operation = operation
  }
}

interface Failure {
  code: string
  message: string
  hint?: string
  /** For people: "Publish the address". */
  step?: string
}

export function failureOf({ title, error, steps }: Operation): Failure {
  const step = steps.find(({ name }) => name === error?.step)?.title ?? error?.step
  return {
    code: error?.code ?? 'internal_error',
    message: error?.message ?? `"${title}" failed.`,
    ...(error?.hint === undefined ? {} : { hint: error.hint }),
    ...(step === undefined ? {} : { step }),
  }
}
