import { showModelUsage, testModel } from '@aipress/contract/models.ts'
import { refresh, useAction } from '../client/queries.ts'
import { Button } from '../ui/button.tsx'
import { formatDuration } from '../ui/format.ts'
import { hintText } from '../ui/hint-parts.ts'
import { toast } from '../ui/toast.tsx'

/** Asks the model once and says what came back. */
export function ModelTry() {
  const test = useAction(testModel, { onSuccess: () => refresh(showModelUsage), onError: toast.error })
  const { data } = test
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <p role="status" className={`text-sm ${data?.ok === false ? 'text-bad' : 'text-soft'}`}>
        {data === undefined
          ? ''
          : data.ok
            ? `${data.model} answers, in ${formatDuration(data.durationMs)}.`
            : `${data.failure} ${hintText(data.hint ?? '')}`}
      </p>
      <Button busy={test.isPending} onClick={() => test.mutate({})}>
        Test it
      </Button>
    </div>
  )
}
