import { getRouteApi } from '@tanstack/react-router'
import { useSiteOfRoute } from '../sites/use-site-of-route.ts'
import { Mailbox } from './mailbox.tsx'

const route = getRouteApi('/app/sites/$name/mail')

export function SiteMail() {
  const site = useSiteOfRoute().data
  const { mail } = route.useSearch()
  const navigate = route.useNavigate()
  if (site === undefined) return null
  return (
    <Mailbox
      site={site.siteId}
      selected={mail}
      onSelect={(mailId) => void navigate({ search: mailId === undefined ? {} : { mail: mailId } })}
    />
  )
}
