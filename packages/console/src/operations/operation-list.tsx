import { isSettled, type Operation } from '@aipress/contract/operations.ts'
import { Link } from '@tanstack/react-router'
import { formatDuration } from '../ui/format.ts'
import { RelativeTime } from '../ui/time.tsx'
import { OperationStateDot, operationDurationMs } from './operation-state.tsx'
import { useOperation } from './use-operation.ts'

export function OperationList({ operations }: { operations: readonly Operation[] }) {
  return (
    <ul className="@container overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {operations.map((operation) => (
        <li key={operation.operationId} className="border-line border-b last:border-0">
          {isSettled(operation.state) ? (
            <OperationRow operation={operation} />
          ) : (
            <LiveOperationRow operation={operation} />
          )}
        </li>
      ))}
    </ul>
  )
}

function LiveOperationRow({ operation }: { operation: Operation }) {
  return <OperationRow operation={useOperation(operation.operationId, operation).data ?? operation} />
}

function OperationRow({ operation }: { operation: Operation }) {
  const tookMs = isSettled(operation.state) ? operationDurationMs(operation, 0) : undefined
  return (
    <Link
      to="/operations/$operationId"
      params={{ operationId: operation.operationId }}
      className="grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-1 px-4 py-3 transition-colors hover:bg-sunken @2xl:grid-cols-[1fr_6rem_5rem_8rem] sm:px-5"
    >
      <span className="min-w-0">
        <span className="block truncate font-medium">{operation.title}</span>
        <span className="block truncate text-faint text-sm">
          {operation.error?.message ?? `by ${operation.requestedBy}`}
        </span>
      </span>
      <OperationStateDot state={operation.state} />
      <span className="hidden text-right text-soft text-sm tabular-nums @2xl:block">
        {tookMs === undefined ? '' : formatDuration(tookMs)}
      </span>
      <span className="col-span-2 text-faint text-sm @2xl:col-span-1 @2xl:text-right">
        <RelativeTime at={operation.createdAt} />
      </span>
    </Link>
  )
}
