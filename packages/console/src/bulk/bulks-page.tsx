import { type BulkState, listBulk } from '@aipress/contract/bulk.ts'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ListChecks } from 'lucide-react'
import { usePages } from '../client/queries.ts'
import { buttonClass } from '../ui/button.tsx'
import { Choices } from '../ui/choices.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { BulkList } from './bulk-list.tsx'
import { BULK_STATE_LABELS } from './bulk-progress.tsx'

const REFRESH_MS = 4_000

const route = getRouteApi('/app/bulk')

export function BulksPage() {
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page
      title="Bulk changes"
      description="One change to many sites, a few at a time. Each can be stopped and taken up again."
    >
      <div className="mb-4 flex">
        <Choices
          label="State"
          value={state ?? 'all'}
          options={[{ value: 'all', label: 'All' }, ...BULK_STATE_LABELS]}
          onChange={(value) =>
            void navigate({ search: value === 'all' ? {} : { state: value }, replace: true })
          }
        />
      </div>
      <Bulks state={state} />
    </Page>
  )
}

function Bulks({ state }: { state: BulkState | undefined }) {
  const list = usePages(
    listBulk,
    { limit: 30, ...(state === undefined ? {} : { state }) },
    { refetchIntervalMs: REFRESH_MS },
  )
  if (list.items === undefined) {
    return list.isError ? (
      <Failure error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <SkeletonRows />
    )
  }
  if (list.items.length === 0) {
    return (
      <Empty
        icon={<ListChecks size={19} aria-hidden />}
        title={state === undefined ? 'No bulk change yet' : `None is ${state}`}
        action={
          <Link to="/sites" className={buttonClass('plain')}>
            To the sites
          </Link>
        }
      >
        Filter the sites, then press “Change all sites…”. You see what it would touch before it begins.
      </Empty>
    )
  }
  return (
    <>
      <BulkList bulks={list.items} />
      <LoadMore {...list} />
    </>
  )
}
