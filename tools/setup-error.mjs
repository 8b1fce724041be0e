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
export function printFailure(thrown, out = process.stderr) {
  const error = told(thrown)
  const lines = error instanceof SetupError ? [error.message] : [String(error?.stack ?? error)]
  if (error?.hint) lines.push(`→ ${error.hint}`)
  if (error?.log) lines.push(`Log: ${error.log}`)
  out.write(`\n${lines.join('\n')}\n`)
}

/** A file that the system does not let us write is a fault of the machine's, not of ours. */
function told(error) {
  const reason = REASONS[error?.code]
  if (error instanceof SetupError || reason === undefined || typeof error.path !== 'string') return error
  return new SetupError(`${error.path} cannot be used: ${reason}.`, {
    hint: 'Put that right, then run the same command again.',
    cause: error,
  })
}

const REASONS = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'its file system is read-only',
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk quota is used up',
  EEXIST: 'a file is where a folder should be',
  ENOTDIR: 'a file is where a folder should be',
}
