import { listChanges, showInsights } from '@aipress/contract/insights.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { ChartNoAxesColumn } from 'lucide-react'
import { queryOf } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { useSiteOfRoute } from '../sites/use-site-of-route.ts'
import { Card, Section } from '../ui/card.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ChangeList } from './change-list.tsx'
import { InsightChart } from './insight-charts.tsx'
import { InsightFigures, Reasons, SlowPathTable, SourceNote } from './insight-parts.tsx'
import { RangeChoice, USUAL_RANGE } from './range-choice.tsx'

const REFRESH_MS = 30_000
const BYPASSES_SHOWN_MAX = 8

const route = getRouteApi('/app/sites/$name/performance')

/** How a site has done, and what explains it. */
export function SitePerformance() {
  const site = useSiteOfRoute().data
  const { range = USUAL_RANGE } = route.useSearch()
  const navigate = useNavigate()
  const me = useMe()
  if (site === undefined) return null
  const choose = (next: string) =>
    void navigate({
      to: '/sites/$name/performance',
      params: { name: site.name },
      search: next === USUAL_RANGE ? {} : { range: next },
      replace: true,
    })
  return (
    <>
      <RangeChoice value={range} onChange={choose} />
      <Measured site={site.siteId} range={range} />
      {may(me, 'operations:read') && <Changes site={site.siteId} range={range} />}
    </>
  )
}

interface AskedProps {
  site: string
  range: string
}

function Measured({ site, range }: AskedProps) {
  const { data, error, refetch } = useQuery({
    ...queryOf(showInsights, { site, range }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
  if (data === undefined)
    return error === null ? (
      <Skeleton className="mt-5 h-96" />
    ) : (
      <Failure error={error} onRetry={() => void refetch()} />
    )
  if (data.total.requests === 0)
    return (
      <div className="mt-5">
        <Empty icon={<ChartNoAxesColumn size={19} aria-hidden />} title="Nothing was asked for">
          No visitor came in this time. What they ask for is counted within seconds.
        </Empty>
        <SourceNote {...data} />
      </div>
    )
  return (
    <div className="mt-5">
      <InsightFigures total={data.total} before={data.before} />
      <SourceNote {...data} />
      {data.reasons.length > 0 && (
        <Section title="What stands out">
          <Reasons reasons={data.reasons} />
        </Section>
      )}
      <Card className="mt-7 grid gap-x-8 gap-y-6 p-4 sm:p-6 lg:grid-cols-2">
        {(['latency', 'visits', 'cache', 'errors', 'requests', 'bandwidth'] as const).map((name) => (
          <InsightChart key={name} name={name} insights={data} />
        ))}
      </Card>
      <Bypasses bypasses={data.bypasses} />
      {data.slowPaths.length > 0 && (
        <Section title="Slow paths" description="What PHP took a second or more for.">
          <SlowPathTable paths={data.slowPaths} />
        </Section>
      )}
    </div>
  )
}

function Bypasses({ bypasses }: { bypasses: readonly { why: string; count: number }[] }) {
  if (bypasses.length === 0) return null
  return (
    <Section title="Past the cache" description="Why pages were made for one visitor alone, and how often.">
      <ul className="max-w-md text-sm">
        {bypasses.slice(0, BYPASSES_SHOWN_MAX).map(({ why, count }) => (
          <li key={why} className="flex justify-between gap-4 border-line border-b py-1.5 last:border-0">
            <span className="min-w-0 break-words">{why}</span>
            <span className="text-soft tabular-nums">{count.toLocaleString('en')}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Changes({ site, range }: AskedProps) {
  const { data, error, refetch } = useQuery({
    ...queryOf(listChanges, { site, range }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
  return (
    <Section
      title="What changed"
      description="In the same time: operations, other actions, and new PHP errors."
    >
      {data === undefined ? (
        error === null ? (
          <Skeleton className="h-24" />
        ) : (
          <Failure error={error} onRetry={() => void refetch()} />
        )
      ) : data.items.length === 0 ? (
        <p className="text-soft italic">Nothing was changed.</p>
      ) : (
        <ChangeList changes={data.items} />
      )}
    </Section>
  )
}
