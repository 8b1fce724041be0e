/** A failure that a person can do something about: one sentence, a hint, perhaps a log to look into. */
export class SetupError extends Error {
  constructor(message, { hint, log, cause } = {}) {
    super(message, { cause })
    this.name = 'SetupError'
    this.hint = hint
    this.log = log
  }
}

/** Prints sentence, hint and log, in this order. Other errors are faults of ours and show their stack. */
export function printFailure(error, out = process.stderr) {
  const lines = error instanceof SetupError ? [error.message] : [String(error?.stack ?? error)]
  if (error?.hint) lines.push(`→ ${error.hint}`)
  if (error?.log) lines.push(`Log: ${error.log}`)
  out.write(`\n${lines.join('\n')}\n`)
}
