import type { Operation } from '@aipress/contract/operations.ts'
import { isSettled, listOperations } from '@aipress/contract/operations.ts'
import { Link } from '@tanstack/react-router'
import { usePages } from '../client/queries.ts'
import { OperationBar } from '../operations/operation-progress.tsx'
import { OperationStateDot } from '../operations/operation-state.tsx'
import { useOperation } from '../operations/use-operation.ts'
import { may, useMe } from '../sign-in/session.ts'
import { NewestSites } from '../sites/newest-sites.tsx'
import { Failure } from '../ui/failure.tsx'
import { PanelTitle } from '../ui/panel-title.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { RelativeTime } from '../ui/time.tsx'

const OPERATIONS_SHOWN = 5
const REFRESH_MS = 5_000

/** What is there and what is happening, beside the conversation that changes it. On wide screens only. */
export function LivePanel() {
  const me = useMe()
  return (
    <aside
      aria-label="Live"
      className="hidden w-80 shrink-0 overflow-y-auto border-line border-l px-5 py-6 xl:block"
    >
      {may(me, 'sites:read') && <NewestSites />}
      {may(me, 'operations:read') && <Operations />}
    </aside>
  )
}

function Operations() {
  const { items, error, refetch } = usePages(
    listOperations,
    { limit: OPERATIONS_SHOWN },
    { refetchIntervalMs: REFRESH_MS },
  )
  return (
    <section aria-labelledby="live-operations" className="mt-8">
      <PanelTitle id="live-operations" title="Operations" label="All operations" to="/operations" />
      {items === undefined ? (
        error === null ? (
          <Skeleton className="h-32" />
        ) : (
          <Failure error={error} onRetry={() => void refetch()} />
        )
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
