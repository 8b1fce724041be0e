import { listAudit } from '@aipress/contract/audit.ts'
import { ACTIONS } from '@aipress/contract/index.ts'
import { getRouteApi } from '@tanstack/react-router'
import { ScrollText } from 'lucide-react'
import { usePages } from '../client/queries.ts'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { AuditList } from './audit-list.tsx'

const route = getRouteApi('/app/audit')

export function AuditPage() {
  const { action } = route.useSearch()
  const navigate = route.useNavigate()
  const list = usePages(listAudit, { limit: 50, ...(action === undefined ? {} : { action }) })
  const filter = (
    <label className="flex items-center gap-2 text-sm">
      <span className="text-soft">Action</span>
      <select
        value={action ?? ''}
        onChange={({ target }) =>
          void navigate({ search: target.value === '' ? {} : { action: target.value }, replace: true })
        }
        className="rounded-lg border border-line-strong bg-surface px-2.5 py-1.5"
      >
        <option value="">All</option>
        {ACTIONS.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <Page title="Audit" description="Who did what, through which door, with what result." actions={filter}>
      {list.items === undefined ? (
        list.isError ? (
          <Failure error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <SkeletonRows />
        )
      ) : list.items.length === 0 ? (
        <Empty icon={<ScrollText size={19} aria-hidden />} title="Nothing is recorded">
          {action === undefined ? 'Every call leaves a line here.' : `Nobody has called ${action} yet.`}
        </Empty>
      ) : (
        <>
          <AuditList lines={list.items} />
          <LoadMore {...list} />
        </>
      )}
    </Page>
  )
}
