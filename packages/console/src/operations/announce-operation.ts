import type { Operation } from '@aipress/contract/operations.ts'
import { toast } from '../ui/toast.tsx'
import { followOperation } from './follow-operation.ts'

interface Announcement {
  /** What is said when it has been done. */
  done: string
  /** What there is to know or do besides. */
  notice?: string | undefined
  onDone?: (() => void) | undefined
  onSettled?: () => void
}

/** Tells how an operation ended, wherever in the console the person is by then. */
export async function announceOperation(operation: Operation, announcement: Announcement): Promise<void> {
  try {
    const settled = await followOperation(operation.operationId)
    announcement.onSettled?.()
    if (settled.state !== 'succeeded') {
      announceFailure(settled)
      return
    }
    if (announcement.notice === undefined) toast.good(announcement.done)
    else toast.note(announcement.done, announcement.notice)
    announcement.onDone?.()
  } catch (error) {
    toast.error(error)
  }
}

function announceFailure({ title, error }: Operation): void {
  // Whoever cancels has what they wanted.
  if (error?.code === 'operation_cancelled') toast.good(`${title}: cancelled`)
  else toast.bad(`${title}: ${error?.message ?? 'it did not happen.'}`, error?.hint)
}
