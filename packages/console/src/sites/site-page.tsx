import type { Site } from '@aipress/contract/sites.ts'
import { getRouteApi, Link, Outlet, useLocation, useMatches } from '@tanstack/react-router'
import { MessageSquareText } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { askSoon } from '../chat/ask-soon.ts'
import { NotPermitted } from '../shell/not-permitted.tsx'
import { mayOn, useMe } from '../sign-in/session.ts'
import { buttonClass } from '../ui/button.tsx'
import { Failure } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { LogInButton } from './log-in-button.tsx'
import { OpenSiteLink, SiteAddress } from './site-link.tsx'
import { SiteStateDot, SiteTile } from './site-state.tsx'
import { SITE_TABS } from './site-tabs.ts'
import { useSiteOfRoute } from './use-site-of-route.ts'

const route = getRouteApi('/app/sites/$name')

export function SitePage() {
  const { data: site, error, refetch } = useSiteOfRoute()
  const { name } = route.useParams()
  if (site === undefined) {
    return (
      <Page title={error === null ? name : 'Site'}>
        {error === null ? (
          <Skeleton className="h-64" />
        ) : (
          <Failure
            error={error}
            onRetry={() => void refetch()}
            elsewhere={<Link to="/sites">All sites</Link>}
          />
        )}
      </Page>
    )
  }
  return (
    <Page title={site.title} heading={<SiteHeading site={site} />} actions={<SiteActions site={site} />}>
      <SiteTabs site={site} name={name} />
      <div className="pt-7">
        <TabOf site={site} />
      </div>
    </Page>
  )
}

/** The page of the tab. A link may lead somebody to one that is not for them. */
function TabOf({ site }: { site: Site }) {
  const me = useMe()
  const routeId = useMatches({ select: (matches) => matches.at(-1)?.routeId })
  const tab = SITE_TABS.find(({ to }) => `/app${to}` === routeId?.replace(/\/$/, ''))
  const isTheirs = tab === undefined || mayOn(me, tab.permission, site)
  return isTheirs ? <Outlet /> : <NotPermitted permission={tab.permission} />
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
        Ask
      </Link>
      <OpenSiteLink site={site} />
      <LogInButton site={site} />
    </>
  )
}

function SiteTabs({ site, name }: { site: Site; name: string }) {
  const me = useMe()
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  // On a phone the row is wider than the screen, and where one is may be out of sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each tab has its path
  useEffect(() => {
    const row = nav.current
    if (row === null) return undefined
    // Also once the phone is turned.
    const resized = new ResizeObserver(() => {
      const current = row.querySelector<HTMLElement>('[aria-current=page]')
      if (current === null) return
      row.scrollTo({ left: current.offsetLeft + current.offsetWidth / 2 - row.clientWidth / 2 })
    })
    resized.observe(row)
    return () => resized.disconnect()
  }, [pathname])
  return (
    <nav
      ref={nav}
      aria-label="Site"
      className="scroll-row relative -mx-4 border-line border-b px-4 sm:mx-0 sm:px-0"
    >
      <ul className="flex gap-6">
        {SITE_TABS.filter((tab) => mayOn(me, tab.permission, site)).map((tab) => (
          <li key={tab.to}>
            <Link
              to={tab.to}
              params={{ name }}
              activeOptions={{ exact: true, includeSearch: false }}
              className="block whitespace-nowrap border-transparent border-b-2 py-2.5 text-soft transition-colors -outline-offset-2 hover:text-ink aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
