import { type Site, showSite } from '@aipress/contract/sites.ts'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { MessageSquareText } from 'lucide-react'
import { askSoon } from '../chat/ask-soon.ts'
import { queryOf } from '../client/queries.ts'
import { mayOn, useMe } from '../sign-in/session.ts'
import { buttonClass } from '../ui/button.tsx'
import { Failure } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { LogInButton } from './log-in-button.tsx'
import { OpenSiteLink, SiteAddress } from './site-link.tsx'
import { SiteStateDot, SiteTile } from './site-state.tsx'

const REFRESH_MS = 8_000
/** While something is under way on it. */
const REFRESH_BUSY_MS = 1_500

const route = getRouteApi('/app/sites/$name')

/** The site of the page and of each tab under it: one query, one answer. */
export function useSiteOfRoute() {
  const { name } = route.useParams()
  return useQuery({
    ...queryOf(showSite, { site: name }),
    refetchInterval: ({ state }) =>
      state.data?.operationId === undefined && state.data?.state !== 'creating'
        ? REFRESH_MS
        : REFRESH_BUSY_MS,
  })
}

export function SitePage() {
  const { data: site, error, refetch } = useSiteOfRoute()
  const { name } = route.useParams()
  if (site === undefined) {
    return (
      <Page title={error === null ? name : 'Site'}>
        {error === null ? (
          <Skeleton className="h-64" />
        ) : (
          <Failure error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    )
  }
  return (
    <Page title={site.title} heading={<SiteHeading site={site} />} actions={<SiteActions site={site} />}>
      <SiteTabs site={site} name={name} />
      <div className="pt-7">
        <Outlet />
      </div>
    </Page>
  )
}

function SiteHeading({ site }: { site: Site }) {
  return (
    <div className="flex items-center gap-4">
      <SiteTile site={site} size="large" />
      <div className="min-w-0">
        <h1 className="break-words text-[1.95rem] leading-tight">{site.title}</h1>
        <p className="mt-0.5 flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1">
          <SiteAddress site={site} />
          <SiteStateDot state={site.state} />
        </p>
      </div>
    </div>
  )
}

function SiteActions({ site }: { site: Site }) {
  if (site.state === 'deleted') return null
  return (
    <>
      <Link to="/" onClick={() => askSoon(`About ${site.name}: `)} className={buttonClass('quiet')}>
        <MessageSquareText size={16} aria-hidden />
        <span className="max-sm:sr-only">Ask</span>
      </Link>
      <OpenSiteLink site={site} />
      <LogInButton site={site} />
    </>
  )
}

function SiteTabs({ site, name }: { site: Site; name: string }) {
  const me = useMe()
  const tabs = [
    { to: '/sites/$name', label: 'Overview', shown: true },
    { to: '/sites/$name/performance', label: 'Performance', shown: true },
    { to: '/sites/$name/hostnames', label: 'Hostnames', shown: true },
    { to: '/sites/$name/logs', label: 'Logs', shown: mayOn(me, 'logs:read', site) },
    { to: '/sites/$name/errors', label: 'Errors', shown: mayOn(me, 'logs:read', site) },
    { to: '/sites/$name/wp-cli', label: 'WP-CLI', shown: mayOn(me, 'sites:operate', site) },
    { to: '/sites/$name/scheduled', label: 'Scheduled', shown: true },
    { to: '/sites/$name/operations', label: 'Operations', shown: mayOn(me, 'operations:read', site) },
    { to: '/sites/$name/mail', label: 'Mail', shown: mayOn(me, 'mail:read', site) },
    { to: '/sites/$name/settings', label: 'Settings', shown: true },
  ] as const
  return (
    <nav aria-label="Site" className="-mx-4 overflow-x-auto border-line border-b px-4 sm:mx-0 sm:px-0">
      <ul className="flex gap-6">
        {tabs
          .filter((tab) => tab.shown)
          .map((tab) => (
            <li key={tab.to}>
              <Link
                to={tab.to}
                params={{ name }}
                activeOptions={{ exact: true }}
                className="-mb-px block whitespace-nowrap border-transparent border-b-2 py-2.5 text-soft transition-colors hover:text-ink aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink"
              >
                {tab.label}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  )
}
