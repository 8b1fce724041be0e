import { listOperations, type OperationState } from '@aipress/contract/operations.ts'
import { Link } from '@tanstack/react-router'
import { usePages } from '../client/queries.ts'
import { OperationList } from '../operations/operation-list.tsx'
import { Section } from '../ui/card.tsx'
import { Failure } from '../ui/failure.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

const SHOWN_MAX = 4
const REFRESH_MS = 5_000
/** What failed longer ago has been seen, or is found among the operations. */
const LATELY_MS = 24 * 60 * 60 * 1_000

/** By state; `isKnown` once all have answered, or one has failed. */
export function useOperationsNow() {
  const running = useInState('running')
  const undoing = useInState('undoing')
  const failed = useInState('failed')
  const undone = useInState('undone')
  const all = [running, undoing, failed, undone]
  const failure = all.find(({ error }) => error !== null)
  const isKnown = failure !== undefined || all.every(({ items }) => items !== undefined)
  return { running, undoing, failed, undone, all, failure, isKnown }
}

/** What is being done now, and what has failed within a day. */
export function OperationsNow() {
  const { running, undoing, failed, undone, all, failure } = useOperationsNow()
  const since = Date.now() - LATELY_MS
  const under = [...(running.items ?? []), ...(undoing.items ?? [])]
  const bad = [...(failed.items ?? []), ...(undone.items ?? [])]
    .filter(({ createdAt, error }) => Date.parse(createdAt) > since && error?.code !== 'operation_cancelled')
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
  return (
    <Section
      title="Operations"
      actions={
        <Link to="/operations" className="link text-sm" aria-label="All operations">
          All
        </Link>
      }
    >
      {all.some(({ items }) => items === undefined) ? (
        failure === undefined ? (
          <Skeleton className="h-24" />
        ) : (
          <Failure error={failure.error} onRetry={() => all.map(({ refetch }) => refetch())} />
        )
      ) : under.length + bad.length === 0 ? (
        <p className="text-soft">Nothing is under way, and nothing has failed since yesterday.</p>
      ) : (
        <OperationList operations={[...under, ...bad].slice(0, SHOWN_MAX * 2)} />
      )}
    </Section>
  )
}

function useInState(state: OperationState) {
  return usePages(listOperations, { state, limit: SHOWN_MAX }, { refetchIntervalMs: REFRESH_MS })
}
