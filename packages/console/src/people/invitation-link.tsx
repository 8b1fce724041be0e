import { invitedInWords, type invitePerson } from '@aipress/contract/accounts.ts'
import type { OutputOf } from '@aipress/contract/action.ts'
import { OneTimeLink } from './one-time-link.tsx'

export function InvitationLink({ invitation }: { invitation: OutputOf<typeof invitePerson> }) {
  return (
    <OneTimeLink
      title={`Invitation for ${invitation.person.email}`}
      about={invitedInWords(invitation)}
      link={invitation}
    />
  )
}
