import { type RankBy, rankSites } from '@aipress/contract/insights.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { queryOf } from '../client/queries.ts'
import { Choices } from '../ui/choices.tsx'
import { Failure } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { RangeChoice, USUAL_RANGE } from './range-choice.tsx'
import { RANKINGS, RankingTable } from './ranking-table.tsx'

/** A sum over all sites of the asker. */
const REFRESH_MS = 60_000
const SHOWN_MAX = 25

const OPTIONS = Object.entries(RANKINGS).map(([value, { label }]) => ({ value: value as RankBy, label }))

const route = getRouteApi('/app/insights')

/** Which sites need looking after. */
export function InsightsPage() {
  const { by = 'latency', range = USUAL_RANGE } = route.useSearch()
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery({
    ...queryOf(rankSites, { by, range, limit: SHOWN_MAX }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
  const show = (search: { by?: RankBy; range?: string }) =>
    void navigate({ to: '/insights', search: { by, range, ...search }, replace: true })
  return (
    <Page title="Insights" description="Your sites ranked by what was measured, and what explains it.">
      <div className="mb-5 space-y-3">
        <div className="scroll-row -mx-1 px-1 py-0.5">
          <div className="w-max">
            <Choices label="Rank by" value={by} options={OPTIONS} onChange={(next) => show({ by: next })} />
          </div>
        </div>
        <RangeChoice value={range} onChange={(next) => show({ range: next })} />
      </div>
      {data === undefined ? (
        error === null ? (
          <SkeletonRows />
        ) : (
          <Failure error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <RankingTable ranking={data} />
      )}
    </Page>
  )
}
