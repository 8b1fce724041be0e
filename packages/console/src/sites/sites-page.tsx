import { listSites } from '@aipress/contract/sites.ts'
import { getRouteApi } from '@tanstack/react-router'
import { Plus, Search } from 'lucide-react'
import { useState } from 'react'
import { usePages } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Choices } from '../ui/choices.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { CreateSiteDialog } from './create-site-dialog.tsx'
import { SiteList } from './site-list.tsx'
import type { SitesSearch } from './sites-search.ts'

/** Sites change through other doors too; they show within this time. */
const REFRESH_MS = 8_000
const PAGE_SIZE = 30

const route = getRouteApi('/app/sites')

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'suspended', label: 'Suspended' },
  { value: 'deleted', label: 'Deleted' },
] as const

export function SitesPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [creating, setCreating] = useState(false)
  const set = (change: Partial<SitesSearch>) => {
    const next = { ...search, ...change }
    void navigate({
      search: {
        ...(next.search ? { search: next.search } : {}),
        ...(next.state === undefined ? {} : { state: next.state }),
      },
      replace: true,
    })
  }
  const createReason = may(useMe(), 'sites:create') ? undefined : 'Your role does not allow this.'
  const createButton = (
    <Button
      look="primary"
      icon={<Plus size={17} aria-hidden />}
      disabledReason={createReason}
      onClick={() => setCreating(true)}
    >
      New site
    </Button>
  )
  return (
    <Page title="Sites" actions={createButton}>
      <search className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-3">
        <label className="relative min-w-52 flex-1">
          <span className="sr-only">Search sites</span>
          <Search size={16} aria-hidden className="absolute top-1/2 left-3 -translate-y-1/2 text-faint" />
          <input
            type="search"
            value={search.search ?? ''}
            onChange={(event) => set({ search: event.target.value })}
            maxLength={120}
            placeholder="Name, title or hostname"
            className="w-full rounded-lg border border-line-strong bg-surface py-2 pr-3 pl-9 placeholder:text-faint"
          />
        </label>
        <Choices
          label="State"
          value={search.state ?? 'all'}
          options={FILTERS}
          onChange={(value) => set({ state: value === 'all' ? undefined : value })}
        />
      </search>
      <SitePages search={search} createButton={createButton} />
      {creating && <CreateSiteDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}

function SitePages({ search, createButton }: { search: SitesSearch; createButton: React.ReactNode }) {
  const list = usePages(listSites, { ...search, limit: PAGE_SIZE }, { refetchIntervalMs: REFRESH_MS })
  if (list.items === undefined) {
    return list.isError ? (
      <Failure error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <SkeletonRows />
    )
  }
  if (list.items.length > 0) {
    return (
      <>
        <SiteList sites={list.items} />
        <LoadMore {...list} />
      </>
    )
  }
  const filtered = search.search !== undefined || search.state !== undefined
  return filtered ? (
    <Empty icon={<Search size={19} aria-hidden />} title="No site like that">
      Try fewer letters or another state.
    </Empty>
  ) : (
    <Empty
      icon={<Plus size={19} aria-hidden />}
      title="Your first site is a sentence away"
      action={createButton}
    >
      Say “Create a site called Corner Bakery” in the chat, or press the button. It takes about a second.
    </Empty>
  )
}
