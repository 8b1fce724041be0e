import { getRouteApi } from '@tanstack/react-router'
import { Page } from '../ui/page.tsx'
import { Mailbox } from './mailbox.tsx'

const route = getRouteApi('/app/mail')

export function MailPage() {
  const { mail } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page
      title="Mail"
      description="What your sites have sent. Without a mail server configured, nothing leaves this machine."
    >
      <Mailbox
        selected={mail}
        onSelect={(mailId) => void navigate({ search: mailId === undefined ? {} : { mail: mailId } })}
      />
    </Page>
  )
}
