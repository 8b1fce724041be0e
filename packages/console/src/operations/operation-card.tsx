import { isSettled, type Operation } from '@aipress/contract/operations.ts'
import { Link } from '@tanstack/react-router'
import { Card } from '../ui/card.tsx'
import { CancelOperation } from './cancel-operation.tsx'
import { OperationSteps } from './operation-progress.tsx'
import { OperationStateDot } from './operation-state.tsx'
import { useOperation } from './use-operation.ts'

/** One operation with its steps, live; in the chat and beside the site it works on. */
export function OperationCard({ operation: asOfThen }: { operation: Operation }) {
  const operation = useOperation(asOfThen.operationId, asOfThen).data ?? asOfThen
  return (
    <Card className="p-4 sm:p-5">
      <div className="mb-4 flex items-baseline justify-between gap-4">
        <h3 className="min-w-0 text-lg leading-snug">
          <Link
            to="/operations/$operationId"
            params={{ operationId: operation.operationId }}
            className="hover:underline"
          >
            {operation.title}
          </Link>
        </h3>
        <span aria-live={isSettled(operation.state) ? 'polite' : 'off'}>
          <OperationStateDot state={operation.state} />
        </span>
      </div>
      <OperationSteps operation={operation} />
      <CancelOperation operation={operation} />
    </Card>
  )
}
