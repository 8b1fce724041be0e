import { showStatus } from '@aipress/contract/platform.ts'
import { useQuery } from '@tanstack/react-query'
import { queryOf } from '../client/queries.ts'
import { Section } from '../ui/card.tsx'
import { Failure } from '../ui/failure.tsx'
import { MissingNotice } from '../ui/missing-notice.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { Incidents, StatusSummary } from './status-summary.tsx'

const REFRESH_MS = 5_000

export function StatusPage() {
  const query = useQuery({ ...queryOf(showStatus, {}), refetchInterval: REFRESH_MS })
  return (
    <Page title="Status">
      {query.data === undefined ? (
        query.isError ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows />
        )
      ) : (
        <>
          <MissingNotice groups={query.data.missing}>
            Operations of this group are not counted until it is back.
          </MissingNotice>
          <StatusSummary status={query.data} everything />
          <Section title="Incidents" description="What went wrong and was healed, newest first.">
            <Incidents incidents={query.data.incidents} />
          </Section>
        </>
      )}
    </Page>
  )
}
