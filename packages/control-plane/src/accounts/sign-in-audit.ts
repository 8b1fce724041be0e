import { AipressError } from '@aipress/contract'
import { appendAuditLine } from '../audit/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'

export interface SignInAuditDeps {
  database: Database
  clock: Clock
  log: Log
}

export interface SignInTry {
  action:
    | 'people.sign-in'
    | 'people.accept'
    | 'people.change-password'
    | 'people.forgot-password'
    | 'people.use-reset-link'
    | 'people.second-factor'
    | 'people.add-second-factor'
    | 'people.renew-recovery-codes'
    | 'people.remove-own-second-factor'
    | 'people.add-passkey'
    | 'people.remove-passkey'
    | 'people.sign-in-with-passkey'
    | 'people.sign-in-with-provider'
  /** E-mail address, as far as it is known. */
  who: string
  /** Where it came from, as the edge saw it. */
  address: string
}

/**
 * Writes a line for a try to get in, with its result. These are no actions, as nobody is signed in yet,
 * but whoever reads the audit log looks for them there. Tries beyond the limit are refused before.
 */
export async function audited<T>(
  deps: SignInAuditDeps,
  attempt: SignInTry,
  work: () => Promise<T>,
): Promise<T> {
  const startedAtMs = deps.clock()
  const write = (result: string) => {
    const line = {
      at: new Date(startedAtMs),
      principal: attempt.who,
      who: attempt.who,
      door: 'console' as const,
      action: attempt.action,
      input: JSON.stringify({ address: attempt.address }),
      site_id: null,
      account_id: null,
      operation_id: null,
      result,
      duration_ms: deps.clock() - startedAtMs,
    }
    return appendAuditLine(deps.database, line).catch((err: unknown) =>
      deps.log.error({ err, line }, 'audit line not written'),
    )
  }
  try {
    const answer = await work()
    await write('ok')
    return answer
  } catch (error) {
    await write(error instanceof AipressError ? error.code : 'internal_error')
    throw error
  }
}
