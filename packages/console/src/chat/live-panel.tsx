import type { Operation } from '@aipress/contract/operations.ts'
import { isSettled, listOperations } from '@aipress/contract/operations.ts'
import { listSites } from '@aipress/contract/sites.ts'
import { Link } from '@tanstack/react-router'
import { usePages } from '../client/queries.ts'
import { OperationBar } from '../operations/operation-progress.tsx'
import { OperationStateDot } from '../operations/operation-state.tsx'
import { useOperation } from '../operations/use-operation.ts'
import { refOf } from '../sites/site-card.tsx'
import { addressOf, SiteStateDot, SiteTile } from '../sites/site-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { RelativeTime } from '../ui/time.tsx'

const SITES_SHOWN = 6
const OPERATIONS_SHOWN = 5
const REFRESH_MS = 5_000

/** What is there and what is happening, beside the conversation that changes it. On wide screens only. */
export function LivePanel() {
  return (
    <aside
      aria-label="Live"
      className="hidden w-80 shrink-0 overflow-y-auto border-line border-l px-5 py-6 xl:block"
    >
      <Sites />
      <Operations />
    </aside>
  )
}

function Sites() {
  const { items } = usePages(
    listSites,
    { sort: 'created', descending: true, limit: SITES_SHOWN },
    { refetchIntervalMs: REFRESH_MS },
  )
  return (
    <section aria-labelledby="live-sites">
      <PanelTitle id="live-sites" title="Newest sites" label="All sites" to="/sites" />
      {items === undefined ? (
        <Skeleton className="h-40" />
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

function Operations() {
  const { items } = usePages(listOperations, { limit: OPERATIONS_SHOWN }, { refetchIntervalMs: REFRESH_MS })
  return (
    <section aria-labelledby="live-operations" className="mt-8">
      <PanelTitle id="live-operations" title="Operations" label="All operations" to="/operations" />
      {items === undefined ? (
        <Skeleton className="h-32" />
      ) : items.length === 0 ? (
        <p className="text-faint italic">Nothing has happened yet.</p>
      ) : (
        <ul className="space-y-3">
          {items.map((operation) => (
            <li key={operation.operationId}>
              {isSettled(operation.state) ? (
                <OperationLink operation={operation} />
              ) : (
                <LiveOperation operation={operation} />
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function LiveOperation({ operation: listed }: { operation: Operation }) {
  return <OperationLink operation={useOperation(listed.operationId, listed).data ?? listed} />
}

function OperationLink({ operation }: { operation: Operation }) {
  return (
    <Link
      to="/operations/$operationId"
      params={{ operationId: operation.operationId }}
      className="-mx-2 block rounded-lg px-2 py-1 transition-colors hover:bg-sunken"
    >
      <span className="block truncate text-sm leading-snug">{operation.title}</span>
      {isSettled(operation.state) ? (
        <span className="mt-0.5 flex items-center justify-between text-faint text-xs [&_span]:text-xs">
          <OperationStateDot state={operation.state} />
          <RelativeTime at={operation.createdAt} />
        </span>
      ) : (
        <span className="mt-1.5 block">
          <OperationBar operation={operation} />
        </span>
      )}
    </Link>
  )
}

interface PanelTitleProps {
  id: string
  title: string
  label: string
  to: '/sites' | '/operations'
}

function PanelTitle({ id, title, label, to }: PanelTitleProps) {
  return (
    <div className="mb-2.5 flex items-baseline justify-between">
      <h2 id={id} className="text-[1.1rem]">
        {title}
      </h2>
      <Link to={to} className="text-faint text-sm hover:text-ink" aria-label={label}>
        All
      </Link>
    </div>
  )
}
