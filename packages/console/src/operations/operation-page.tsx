import type { Operation } from '@aipress/contract/operations.ts'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Card, Facts } from '../ui/card.tsx'
import { Failure } from '../ui/failure.tsx'
import { formatDuration } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { CancelOperation } from './cancel-operation.tsx'
import { OperationSteps } from './operation-progress.tsx'
import { OperationStateDot, operationDurationMs } from './operation-state.tsx'
import { useOperation } from './use-operation.ts'

const route = getRouteApi('/app/operations/$operationId')

export function OperationPage() {
  const { operationId } = route.useParams()
  const { data: operation, error, refetch } = useOperation(operationId)
  return (
    <Page
      title={operation?.title ?? 'Operation'}
      description={operation !== undefined && <OperationStateDot state={operation.state} />}
    >
      {operation === undefined ? (
        error === null ? (
          <SkeletonRows count={3} />
        ) : (
          <Failure
            error={error}
            onRetry={() => void refetch()}
            elsewhere={<Link to="/operations">All operations</Link>}
          />
        )
      ) : (
        <div className="grid items-start gap-6 lg:grid-cols-[1fr_19rem]">
          <Card className="p-5 sm:p-6">
            <OperationSteps operation={operation} />
            <CancelOperation operation={operation} />
          </Card>
          <OperationFacts operation={operation} />
        </div>
      )}
    </Page>
  )
}

function OperationFacts({ operation }: { operation: Operation }) {
  const tookMs = operationDurationMs(operation, Date.now())
  return (
    <Facts
      className="sm:grid-cols-3 lg:grid-cols-1"
      items={[
        [
          'Site',
          operation.siteName === undefined ? (
            'None'
          ) : (
            <Link
              key="site"
              to="/sites/$name"
              params={{ name: operation.siteId ?? operation.siteName }}
              className="link"
            >
              {operation.siteName}
            </Link>
          ),
        ],
        ['Asked for by', operation.requestedBy],
        ['Begun', <RelativeTime key="begun" at={operation.createdAt} />],
        ['Took', tookMs === undefined ? 'Not yet started' : formatDuration(tookMs)],
        ...(operation.recoveries === 0
          ? []
          : [['Taken up again', `${operation.recoveries} times`] satisfies [string, string]]),
        [
          'Action',
          <code key="action" className="font-mono text-[0.85em]">
            {operation.action}
          </code>,
        ],
        [
          'Id',
          <code key="id" className="font-mono text-[0.85em]">
            {operation.operationId}
          </code>,
        ],
      ]}
    />
  )
}
