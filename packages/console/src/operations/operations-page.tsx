import { listOperations, type OperationState } from '@aipress/contract/operations.ts'
import { getRouteApi } from '@tanstack/react-router'
import { Workflow } from 'lucide-react'
import { usePages } from '../client/queries.ts'
import { Choices } from '../ui/choices.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { LoadMore } from '../ui/load-more.tsx'
import { MissingNotice } from '../ui/missing-notice.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { OperationList } from './operation-list.tsx'

/** New ones come from other people and doors as well; they show within this time. */
const REFRESH_MS = 5_000

const route = getRouteApi('/app/operations')

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'succeeded', label: 'Done' },
  { value: 'undone', label: 'Undone' },
  { value: 'failed', label: 'Failed' },
] as const

export function OperationsPage() {
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page
      title="Operations"
      description="Everything that takes more than a moment: each with its steps, finished or undone, never lost."
    >
      <div className="scroll-row mb-4 pb-1">
        <div className="inline-flex">
          <Choices
            label="State"
            value={state ?? 'all'}
            options={FILTERS}
            onChange={(value) =>
              void navigate({ search: value === 'all' ? {} : { state: value }, replace: true })
            }
          />
        </div>
      </div>
      <OperationPages state={state} />
    </Page>
  )
}

/** Operations of the platform or of one site. */
export function OperationPages({ site, state }: { site?: string; state?: OperationState | undefined }) {
  const list = usePages(
    listOperations,
    { limit: 30, ...(site === undefined ? {} : { site }), ...(state === undefined ? {} : { state }) },
    { refetchIntervalMs: REFRESH_MS },
  )
  if (list.items === undefined) {
    return list.isError ? (
      <Failure error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <SkeletonRows />
    )
  }
  const missing = (
    <MissingNotice groups={list.missing}>
      Operations on sites of this group are not listed until it is back.
    </MissingNotice>
  )
  if (list.items.length === 0) {
    return (
      <>
        {missing}
        <Empty icon={<Workflow size={19} aria-hidden />} title="No operations">
          {state === undefined
            ? 'Create, rename or suspend a site, and its progress is kept here.'
            : 'None is in this state.'}
        </Empty>
      </>
    )
  }
  return (
    <>
      {missing}
      <OperationList operations={list.items} />
      <LoadMore {...list} />
    </>
  )
}
