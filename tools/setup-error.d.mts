interface SetupErrorDetails {
  hint?: string | undefined
  log?: string | undefined
  cause?: unknown
}

export class SetupError extends Error {
  constructor(message: string, details?: SetupErrorDetails)
  readonly hint: string | undefined
  readonly log: string | undefined
}

export function printFailure(error: unknown, out?: NodeJS.WriteStream): void
