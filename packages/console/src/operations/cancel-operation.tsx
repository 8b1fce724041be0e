import { cancelOperation, isSettled, type Operation, showOperation } from '@aipress/contract/operations.ts'
import { moveSite } from '@aipress/contract/sites.ts'
import { queryOf, useAction } from '../client/queries.ts'
import { queryClient } from '../client/query-client.ts'
import { may, useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { FailureNote } from '../ui/failure.tsx'

/** Those that take long enough for second thoughts, and can be undone at almost any moment. */
const CANCELLABLE = [moveSite.name] as readonly string[]

/** Where an operation can be cancelled and has not ended; nothing elsewhere. */
export function CancelOperation({ operation }: { operation: Operation }) {
  const me = useMe()
  const cancel = useAction(cancelOperation, {
    onSuccess: (now) =>
      queryClient.setQueryData(queryOf(showOperation, { operation: now.operationId }).queryKey, now),
  })
  if (!CANCELLABLE.includes(operation.action) || isSettled(operation.state)) return null
  const reason = may(me, 'sites:change')
    ? operation.state === 'undoing'
      ? 'It is being undone already.'
      : undefined
    : 'Your role does not allow this.'
  return (
    <div className="mt-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-48 flex-1 text-soft text-sm">
          Until it switches it can be cancelled; then everything is as it was before.
        </p>
        <Button
          size="small"
          busy={cancel.isPending}
          disabledReason={reason}
          onClick={() => cancel.mutate({ operation: operation.operationId })}
        >
          Cancel
        </Button>
      </div>
      <FailureNote error={cancel.error} className="mt-3" />
    </div>
  )
}
