import type { OutputOf } from '@aipress/contract/action.ts'
import type { resetPassword } from '@aipress/contract/signing-in.ts'
import { OneTimeLink } from './one-time-link.tsx'

export function ResetLink({ reset }: { reset: OutputOf<typeof resetPassword> }) {
  return <OneTimeLink title={`New password for ${reset.person.email}`} link={reset} isDelicate />
}
