import { ERRORS, type ErrorCode } from '@aipress/contract'

/** Public and permanent: scripts branch on these. `site wp` answers with WP-CLI's own instead. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notPermitted: 3,
  notFound: 4,
  conflict: 5,
  unreachable: 6,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const EXIT_MEANINGS: Record<keyof typeof EXIT, string> = {
  ok: 'It worked.',
  failed: 'The action or its operation failed.',
  usage: 'Wrong usage or invalid input; also a confirmation that was not given.',
  notPermitted: 'Not signed in, or not permitted.',
  notFound: 'What was named does not exist.',
  conflict: 'In conflict with the present state, taken, busy, or too many requests: look, or try later.',
  unreachable: 'The platform does not run or cannot be reached.',
  interrupted: 'Interrupted with Ctrl-C.',
}

/** Codes follow from the HTTP status, so that a new error needs no change here. */
const BY_STATUS: Record<number, ExitCode> = {
  400: EXIT.usage,
  401: EXIT.notPermitted,
  403: EXIT.notPermitted,
  404: EXIT.notFound,
  409: EXIT.conflict,
  422: EXIT.usage,
  428: EXIT.usage,
  429: EXIT.conflict,
  499: EXIT.interrupted,
}

/** Where the status says less than the code. */
const BY_CODE: Partial<Record<ErrorCode, ExitCode>> = {
  platform_unavailable: EXIT.unreachable,
  approval_not_valid: EXIT.conflict,
  form_not_open: EXIT.conflict,
  wp_cli_failed: EXIT.failed,
}

export function exitCodeOf(code: ErrorCode): ExitCode {
  return BY_CODE[code] ?? BY_STATUS[ERRORS[code].status] ?? EXIT.failed
}
