/**
 * Every failure a caller can see. The code is public and permanent; the text may improve.
 * `retry: 'later'` tells the engine and clients that the same call may succeed without any change.
 */
export const ERRORS = {
  invalid_input: { status: 400, retry: 'never' },
  not_signed_in: { status: 401, retry: 'never' },
  not_permitted: { status: 403, retry: 'never' },
  confirmation_needed: { status: 428, retry: 'never' },
  action_not_found: { status: 404, retry: 'never' },
  site_not_found: { status: 404, retry: 'never' },
  site_name_taken: { status: 409, retry: 'never' },
  site_name_reserved: { status: 422, retry: 'never' },
  site_busy: { status: 409, retry: 'later' },
  site_state_conflict: { status: 409, retry: 'never' },
  hostname_taken: { status: 409, retry: 'never' },
  hostname_not_found: { status: 404, retry: 'never' },
  hostname_reserved: { status: 422, retry: 'never' },
  shard_not_found: { status: 404, retry: 'never' },
  shard_full: { status: 507, retry: 'later' },
  shard_state_conflict: { status: 409, retry: 'never' },
  shard_not_empty: { status: 409, retry: 'never' },
  shards_exhausted: { status: 507, retry: 'never' },
  site_moved: { status: 421, retry: 'later' },
  site_pinned: { status: 409, retry: 'never' },
  copy_differs: { status: 500, retry: 'later' },
  control_group_unavailable: { status: 503, retry: 'later' },
  bulk_not_found: { status: 404, retry: 'never' },
  bulk_state_conflict: { status: 409, retry: 'never' },
  bulk_changed: { status: 409, retry: 'never' },
  operation_not_found: { status: 404, retry: 'never' },
  operation_not_cancellable: { status: 409, retry: 'never' },
  operation_cancelled: { status: 409, retry: 'never' },
  account_not_found: { status: 404, retry: 'never' },
  account_needed: { status: 422, retry: 'never' },
  account_name_taken: { status: 409, retry: 'never' },
  person_not_found: { status: 404, retry: 'never' },
  person_exists: { status: 409, retry: 'never' },
  last_administrator: { status: 409, retry: 'never' },
  last_owner: { status: 409, retry: 'never' },
  invitation_not_valid: { status: 403, retry: 'never' },
  person_not_active: { status: 409, retry: 'never' },
  code_not_valid: { status: 403, retry: 'never' },
  second_factor_conflict: { status: 409, retry: 'never' },
  second_factor_needed: { status: 403, retry: 'never' },
  sign_in_expired: { status: 403, retry: 'never' },
  passkey_not_valid: { status: 403, retry: 'never' },
  not_invited: { status: 403, retry: 'never' },
  provider_failed: { status: 502, retry: 'never' },
  password_wrong: { status: 403, retry: 'never' },
  session_not_found: { status: 404, retry: 'never' },
  reset_link_not_valid: { status: 403, retry: 'never' },
  token_not_found: { status: 404, retry: 'never' },
  program_not_found: { status: 404, retry: 'never' },
  connection_not_valid: { status: 410, retry: 'never' },
  mail_not_found: { status: 404, retry: 'never' },
  php_limit_exceeded: { status: 422, retry: 'never' },
  php_version_not_installed: { status: 422, retry: 'never' },
  php_error_not_found: { status: 404, retry: 'never' },
  idempotency_key_reused: { status: 422, retry: 'never' },
  idempotency_in_progress: { status: 409, retry: 'later' },
  approval_not_valid: { status: 403, retry: 'never' },
  form_not_open: { status: 409, retry: 'never' },
  conversation_not_found: { status: 404, retry: 'never' },
  model_unavailable: { status: 503, retry: 'later' },
  rate_limited: { status: 429, retry: 'later' },
  wp_cli_failed: { status: 422, retry: 'never' },
  disk_full: { status: 507, retry: 'later' },
  cancelled: { status: 499, retry: 'never' },
  platform_unavailable: { status: 503, retry: 'later' },
  internal_error: { status: 500, retry: 'never' },
} as const satisfies Record<string, { status: number; retry: 'never' | 'later' }>

export type ErrorCode = keyof typeof ERRORS

/** What every door sends for a failure. */
export interface ErrorBody {
  code: ErrorCode
  /** One sentence in the caller's words. */
  message: string
  /** One sentence telling what to do next. */
  hint?: string
  retryable: boolean
}

interface ErrorDetails {
  hint?: string | undefined
  /** Facts for the log; never shown to the caller. */
  context?: Record<string, string | number>
  cause?: unknown
}

export class AipressError extends Error {
  override readonly name = 'AipressError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly context: Record<string, string | number>

  constructor(code: ErrorCode, message: string, { hint, context, cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
    this.context = context ?? {}
  }

  get status(): number {
    return ERRORS[this.code].status
  }

  get retryable(): boolean {
    return ERRORS[this.code].retry === 'later'
  }

  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      retryable: this.retryable,
    }
  }

  /** Rebuilds the error a server sent, so that a client throws what the handler threw. */
  static fromBody(body: ErrorBody): AipressError {
    const code = body.code in ERRORS ? body.code : 'internal_error'
    return new AipressError(code, body.message, { hint: body.hint })
  }
}
