import { listSites } from '@aipress/contract/sites.ts'
import { Link } from '@tanstack/react-router'
import { usePages } from '../client/queries.ts'
import { Failure } from '../ui/failure.tsx'
import { PanelTitle } from '../ui/panel-title.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { addressOf, refOf, SiteStateDot, SiteTile } from './site-state.tsx'

const SHOWN_MAX = 6
const REFRESH_MS = 5_000

export function useNewestSites() {
  return usePages(
    listSites,
    { sort: 'created', descending: true, limit: SHOWN_MAX },
    { refetchIntervalMs: REFRESH_MS },
  )
}

/** A narrow column of the newest sites, beside other things. */
export function NewestSites() {
  const { items, error, refetch } = useNewestSites()
  return (
    <section aria-labelledby="newest-sites" className="min-w-0">
      <PanelTitle id="newest-sites" title="Newest sites" label="All sites" to="/sites" />
      {items === undefined ? (
        error === null ? (
          <Skeleton className="h-40" />
        ) : (
          <Failure error={error} onRetry={() => void refetch()} />
        )
      ) : items.length === 0 ? (
        <p className="text-faint italic">None yet. Ask for one.</p>
      ) : (
        <ul className="-mx-2">
          {items.map((site) => (
            <li key={site.siteId}>
              <Link
                to="/sites/$name"
                params={{ name: refOf(site) }}
                className="flex items-center gap-3 rounded-lg px-2 py-1.5 transition-colors hover:bg-sunken"
              >
                <SiteTile site={site} size="small" />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium text-sm leading-snug">{site.title}</span>
                  <span className="block truncate text-faint text-xs">{addressOf(site.url)}</span>
                </span>
                {site.state === 'running' ? (
                  <span title="Running" className="size-2 rounded-full bg-good">
                    <span className="sr-only">Running</span>
                  </span>
                ) : (
                  <span className="[&_span]:text-xs">
                    <SiteStateDot state={site.state} />
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
