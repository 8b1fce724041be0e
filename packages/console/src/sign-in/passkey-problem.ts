import { AipressError } from '@aipress/contract/errors.ts'

/** What the browser says where a passkey was refused or given up, in words for people. */
export function passkeyProblem(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AipressError) return error
  if (error.name === 'NotAllowedError' || error.name === 'AbortError') {
    return new AipressError('passkey_not_valid', 'No passkey was used.', {
      hint: 'Try again, or go on without one.',
    })
  }
  if (error.name === 'InvalidStateError') {
    return new AipressError('passkey_not_valid', 'This device has a passkey for this account already.')
  }
  if (error.name === 'SecurityError') {
    return new AipressError('passkey_not_valid', 'Passkeys work on the platform’s own address alone.', {
      hint: 'Open the console at the address in its links and mails, by https or on this machine.',
    })
  }
  return error
}
