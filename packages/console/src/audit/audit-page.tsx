import { AUDIT_EXPORT_LINES_MAX, type AuditFormat, exportAudit, listAudit } from '@aipress/contract/audit.ts'
import { requestOf } from '@aipress/contract/client.ts'
import { getRouteApi } from '@tanstack/react-router'
import { Download, ScrollText, ShieldCheck } from 'lucide-react'
import { usePages } from '../client/queries.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditList } from './audit-list.tsx'
import { type AuditSearch, isFiltered } from './audit-search.ts'
import { useVerification, Verification } from './audit-verification.tsx'

const route = getRouteApi('/app/audit')

export function AuditPage() {
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const list = usePages(listAudit, { limit: 50, ...filter })
  const verification = useVerification()
  const show = (search: AuditSearch) => void navigate({ search, replace: true })
  return (
    <Page
      title="Audit"
      description="Who did what, through which door, with what result. Each line is sealed with the one before."
      actions={
        <>
          <Button
            icon={<ShieldCheck size={16} aria-hidden />}
            busy={verification.isPending}
            onClick={() => verification.mutate(1)}
          >
            Verify
          </Button>
          <ExportLink filter={filter} format="csv" label="CSV" />
          <ExportLink filter={filter} format="jsonl" label="JSON Lines" />
        </>
      }
    >
      <Verification verification={verification} />
      <AuditFilters filter={filter} onChange={show} lines={list.items ?? []} />
      <AuditLines list={list} filter={filter} onClear={() => show({})} />
    </Page>
  )
}

interface ExportLinkProps {
  filter: AuditSearch
  format: AuditFormat
  label: string
}

/** The browser itself asks for the file, so that no memory holds it. */
function ExportLink({ filter, format, label }: ExportLinkProps) {
  return (
    <a
      href={requestOf(exportAudit, { ...filter, format }).url}
      download
      className={buttonClass()}
      title={`Export what the filters pick, ${AUDIT_EXPORT_LINES_MAX.toLocaleString('en')} lines at most`}
    >
      <Download size={16} aria-hidden />
      {label}
    </a>
  )
}

interface AuditLinesProps {
  list: ReturnType<typeof usePages<typeof listAudit>>
  filter: AuditSearch
  onClear: () => void
}

function AuditLines({ list, filter, onClear }: AuditLinesProps) {
  if (list.items === undefined) {
    return list.isError ? (
      <Failure error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <SkeletonRows />
    )
  }
  if (list.items.length === 0) {
    const icon = <ScrollText size={19} aria-hidden />
    return isFiltered(filter) ? (
      <Empty
        icon={icon}
        title="No line matches"
        action={<Button onClick={onClear}>Clear all filters</Button>}
      >
        Every call that changes something, or was refused, leaves a line here.
      </Empty>
    ) : (
      <Empty icon={icon} title="Nothing is recorded">
        Every call that changes something, or was refused, leaves a line here.
      </Empty>
    )
  }
  return (
    <>
      <AuditList lines={list.items} />
      <LoadMore {...list} />
    </>
  )
}
