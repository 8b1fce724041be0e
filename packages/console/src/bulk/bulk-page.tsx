import type { Bulk } from '@aipress/contract/bulk.ts'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Facts, Section } from '../ui/card.tsx'
import { Failure } from '../ui/failure.tsx'
import { formatDuration } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { BulkCard, useBulk } from './bulk-card.tsx'
import { BulkStateDot } from './bulk-progress.tsx'

const route = getRouteApi('/app/bulk/$bulkId')

export function BulkPage() {
  const { bulkId } = route.useParams()
  const { data: bulk, error, refetch } = useBulk(bulkId)
  return (
    <Page
      title={bulk?.title ?? 'Bulk change'}
      description={bulk !== undefined && <BulkStateDot bulk={bulk} />}
    >
      {bulk === undefined ? (
        error === null ? (
          <SkeletonRows count={2} />
        ) : (
          <Failure
            error={error}
            onRetry={() => void refetch()}
            elsewhere={<Link to="/bulk">All bulk changes</Link>}
          />
        )
      ) : (
        <>
          <BulkCard bulk={bulk} linked={false} />
          <div className="mt-7">
            <BulkFacts bulk={bulk} />
          </div>
          <Failures bulk={bulk} />
        </>
      )}
    </Page>
  )
}

function BulkFacts({ bulk }: { bulk: Bulk }) {
  const took = bulk.finishedAt && Date.parse(bulk.finishedAt) - Date.parse(bulk.createdAt)
  return (
    <Facts
      className="sm:grid-cols-4"
      items={[
        ['Sites', bulk.counts.total.toLocaleString('en')],
        ['At once', bulk.atOnce],
        ['Asked for by', bulk.requestedBy],
        took ? ['Took', formatDuration(took)] : ['Begun', <RelativeTime key="begun" at={bulk.createdAt} />],
      ]}
    />
  )
}

function Failures({ bulk }: { bulk: Bulk }) {
  const { failures, counts } = bulk
  if (failures.length === 0) return null
  return (
    <Section
      title="Failed"
      {...(counts.failed > failures.length
        ? { description: `The first ${failures.length} of ${counts.failed.toLocaleString('en')}.` }
        : {})}
    >
      <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
        {failures.map((failure) => (
          <li
            key={failure.siteName}
            className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-line border-b px-4 py-3 last:border-0 sm:px-5"
          >
            <Link
              to="/sites/$name"
              params={{ name: failure.siteName }}
              className="w-56 truncate font-medium hover:underline"
            >
              {failure.siteName}
            </Link>
            <span className="min-w-48 flex-1 text-soft">{failure.message}</span>
            {failure.operationId !== undefined && (
              <Link
                to="/operations/$operationId"
                params={{ operationId: failure.operationId }}
                className="link text-sm"
              >
                Operation
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
