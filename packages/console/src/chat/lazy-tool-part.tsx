import { lazy, Suspense } from 'react'
import { Skeleton } from '../ui/skeleton.tsx'
import type { ApprovalCardProps } from './approval-card.tsx'
import type { FormCardProps } from './form-card.tsx'
import type { ToolPartProps } from './tool-part.tsx'

/** The cards of all actions are much of the console: a conversation can be read and gone on with before they come. */
export const loadCards = () => import('./tool-part.tsx')
const Loaded = lazy(async () => ({ default: (await loadCards()).ToolPart }))

const LoadedApproval = lazy(async () => ({ default: (await import('./approval-card.tsx')).ApprovalCard }))

export function ApprovalCard(props: ApprovalCardProps) {
  return (
    <Suspense fallback={<Skeleton className="h-40" />}>
      <LoadedApproval {...props} />
    </Suspense>
  )
}

const LoadedForm = lazy(async () => ({ default: (await import('./form-card.tsx')).FormCard }))

export function FormCard(props: FormCardProps) {
  return (
    <Suspense fallback={<Skeleton className="h-40" />}>
      <LoadedForm {...props} />
    </Suspense>
  )
}

export function ToolPart(props: ToolPartProps) {
  return (
    <Suspense fallback={<Skeleton className="h-24" />}>
      <Loaded {...props} />
    </Suspense>
  )
}
