import type { invitePerson } from '@aipress/contract/accounts.ts'
import type { OutputOf } from '@aipress/contract/action.ts'
import { SecretBox } from '../ui/secret-box.tsx'
import { RelativeTime } from '../ui/time.tsx'

export function InvitationLink({ invitation }: { invitation: OutputOf<typeof invitePerson> }) {
  return (
    <SecretBox
      title={`Invitation for ${invitation.person.email}`}
      text={invitation.url.startsWith('http') ? invitation.url : undefined}
      copyLabel="Copy the link"
    >
      Send this link to them. It works once and expires <RelativeTime at={invitation.expiresAt} />.
    </SecretBox>
  )
}
