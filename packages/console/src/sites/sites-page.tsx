import { getRouteApi } from '@tanstack/react-router'
import { ListChecks, Plus, Search } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { bulkCan } from '../bulk/bulk-can.ts'
import { may, useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { MissingNotice } from '../ui/missing-notice.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { FleetTable } from './fleet-table.tsx'
import { reasonOf } from './site-can.ts'
import { SiteFilters } from './site-filters.tsx'
import { useColumns } from './site-table.tsx'
import { filterOf, isFiltered, type SitesFilter, type SitesSearch } from './sites-search.ts'
import { useSitePages } from './use-site-pages.ts'

const CreateSiteDialog = lazy(async () => ({
  default: (await import('./create-site-dialog.tsx')).CreateSiteDialog,
}))
const BulkDialog = lazy(async () => ({ default: (await import('../bulk/bulk-dialog.tsx')).BulkDialog }))

const route = getRouteApi('/app/sites')

export function SitesPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { dialog, ...asked } = search
  const set = (change: SitesSearch) => void navigate({ search: { ...search, ...change }, replace: true })
  const open = (next: SitesSearch['dialog']) =>
    void navigate({ search: { ...asked, dialog: next }, replace: true, resetScroll: false })
  const close = () => open(undefined)
  const createButton = (
    <Button
      look="primary"
      icon={<Plus size={17} aria-hidden />}
      disabledReason={may(useMe(), 'sites:create') ? undefined : 'Your role does not allow this.'}
      onClick={() => open('create')}
    >
      New site
    </Button>
  )
  return (
    <Page title="Sites" actions={createButton}>
      <Fleet asked={asked} createButton={createButton} onSet={set} onBulk={() => open('bulk')} />
      <Suspense>
        {dialog === 'create' && <CreateSiteDialog onClose={close} />}
        {dialog === 'bulk' && <BulkDialog filter={filterOf(search)} onClose={close} />}
      </Suspense>
    </Page>
  )
}

interface FleetProps {
  asked: Omit<SitesSearch, 'dialog'>
  createButton: ReactNode
  onSet: (change: SitesSearch) => void
  onBulk: () => void
}

function Fleet({ asked, createButton, onSet, onBulk }: FleetProps) {
  const { first: list } = useSitePages(asked, 0, 0)
  const columns = useColumns()
  const found = list.data
  return (
    <>
      <SiteFilters filter={filterOf(asked)} onChange={onSet} sites={found?.items ?? []} />
      <MissingNotice groups={found?.missing}>
        Whether something is being done with sites of this group is not known until it is back.
      </MissingNotice>
      {found === undefined ? (
        list.isError ? (
          <Failure error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <SkeletonRows />
        )
      ) : found.items.length === 0 ? (
        <NoSites search={asked} createButton={createButton} />
      ) : (
        <div aria-busy={list.isPlaceholderData} className="transition-opacity aria-busy:opacity-60">
          <Found total={found.total} search={asked} onChange={onBulk} />
          <FleetTable
            asked={asked}
            total={found.total}
            columns={columns}
            order={{ by: asked.sort ?? 'name', descending: asked.descending ?? false }}
            onOrder={({ by, descending }) =>
              onSet({ sort: by === 'name' ? undefined : by, descending: descending || undefined })
            }
          />
        </div>
      )}
    </>
  )
}

interface FoundProps {
  total: number
  search: SitesSearch
  onChange: () => void
}

/** How many the filter finds, and what can be done with all of them. */
function Found({ total, search, onChange }: FoundProps) {
  const me = useMe()
  const sites = total === 1 ? '1 site' : `${total.toLocaleString('en')} sites`
  return (
    <div className="mb-2.5 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p role="status" className="text-soft text-sm tabular-nums">
        {sites}
        {isFiltered(search) && ' found'}
      </p>
      {may(me, 'platform:read') && (
        <Button
          size="small"
          icon={<ListChecks size={15} aria-hidden />}
          disabledReason={reasonOf(bulkCan.start(total, me))}
          onClick={onChange}
        >
          {total === 1 ? 'Change this site…' : `Change all ${sites}…`}
        </Button>
      )}
    </div>
  )
}

function NoSites({ search, createButton }: { search: SitesFilter; createButton: ReactNode }) {
  if (isFiltered(search)) {
    return (
      <Empty icon={<Search size={19} aria-hidden />} title="No site like that">
        Try fewer letters or take a filter off.
      </Empty>
    )
  }
  return (
    <Empty
      icon={<Plus size={19} aria-hidden />}
      title="Your first site is a sentence away"
      action={createButton}
    >
      Say “Create a site called Corner Bakery” in the chat, or press the button. It takes about a second.
    </Empty>
  )
}
