import type { Site } from '@aipress/contract/sites.ts'
import { showUsage } from '@aipress/contract/usage.ts'
import { useQuery } from '@tanstack/react-query'
import { queryOf } from '../client/queries.ts'
import { Card, Section } from '../ui/card.tsx'
import { Failure } from '../ui/failure.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { UsageDays } from './usage-days.tsx'
import { UsageMeters } from './usage-meters.tsx'

const REFRESH_MS = 30_000

/** What a site uses of what its tier has, on its page. */
export function SiteUsageSection({ site }: { site: Site }) {
  const { data, error, refetch } = useQuery({
    ...queryOf(showUsage, { site: site.siteId }),
    refetchInterval: REFRESH_MS,
  })
  const usage = data?.items[0]
  return (
    <Section title="Usage">
      {usage === undefined ? (
        error === null ? (
          <Skeleton className="h-44" />
        ) : (
          <Failure error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <Card className="p-5 sm:p-6">
          <UsageMeters usage={usage} />
          <div className="mt-6 border-line border-t pt-5">
            <UsageDays days={usage.days ?? []} />
          </div>
        </Card>
      )}
    </Section>
  )
}
