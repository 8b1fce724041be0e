import { listSites } from '@aipress/contract/sites.ts'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ListChecks, Plus, Search } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { bulkCan } from '../bulk/bulk-can.ts'
import { BulkDialog } from '../bulk/bulk-dialog.tsx'
import { queryOf } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { MissingNotice } from '../ui/missing-notice.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { CreateSiteDialog } from './create-site-dialog.tsx'
import { reasonOf } from './site-can.ts'
import { SiteFilters } from './site-filters.tsx'
import { SitePager } from './site-pager.tsx'
import { SiteTable } from './site-table.tsx'
import { filterOf, isFiltered, type SitesFilter, type SitesSearch } from './sites-search.ts'

/** Sites change through other doors too; they show within this time. */
const REFRESH_MS = 8_000
const PAGE_SIZE = 50

const route = getRouteApi('/app/sites')

export function SitesPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [dialog, setDialog] = useState<'create' | 'bulk'>()
  const { page: _, ...asked } = search
  const list = useQuery({
    ...queryOf(listSites, { ...asked, limit: PAGE_SIZE }),
    refetchInterval: REFRESH_MS,
    placeholderData: (previous) => previous,
  })
  // Another choice begins at its first page.
  const set = (change: SitesSearch) =>
    void navigate({ search: { ...search, cursor: undefined, page: undefined, ...change }, replace: true })
  const createButton = (
    <Button
      look="primary"
      icon={<Plus size={17} aria-hidden />}
      disabledReason={may(useMe(), 'sites:create') ? undefined : 'Your role does not allow this.'}
      onClick={() => setDialog('create')}
    >
      New site
    </Button>
  )
  const found = list.data
  return (
    <Page title="Sites" actions={createButton} full>
      <SiteFilters filter={filterOf(search)} onChange={set} sites={found?.items ?? []} />
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
        <NoSites search={search} createButton={createButton} />
      ) : (
        <div aria-busy={list.isPlaceholderData} className="transition-opacity aria-busy:opacity-60">
          <Found total={found.total} search={search} onChange={() => setDialog('bulk')} />
          <SiteTable
            sites={found.items}
            order={{ by: search.sort ?? 'name', descending: search.descending ?? false }}
            onOrder={({ by, descending }) =>
              set({ sort: by === 'name' ? undefined : by, descending: descending || undefined })
            }
          />
          <SitePager
            page={search.page ?? 1}
            cursor={search.cursor}
            nextCursor={found.nextCursor}
            shown={found.items.length}
            total={found.total}
            pageSize={PAGE_SIZE}
          />
        </div>
      )}
      {dialog === 'create' && <CreateSiteDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'bulk' && <BulkDialog filter={filterOf(search)} onClose={() => setDialog(undefined)} />}
    </Page>
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
