import type { OutputOf } from '@aipress/contract/action.ts'
import type { resetPassword } from '@aipress/contract/signing-in.ts'
import { SecretBox } from '../ui/secret-box.tsx'
import { RelativeTime } from '../ui/time.tsx'

export function ResetLink({ reset }: { reset: OutputOf<typeof resetPassword> }) {
  return (
    <SecretBox
      title={`New password for ${reset.person.email}`}
      text={reset.url.startsWith('http') ? reset.url : undefined}
      copyLabel="Copy the link"
    >
      Send this link to them and nobody else. It works once and expires <RelativeTime at={reset.expiresAt} />.
    </SecretBox>
  )
}
