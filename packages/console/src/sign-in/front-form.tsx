import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { FailureNote } from '../ui/failure.tsx'

interface FrontFormProps {
  submitLabel: string
  busy: boolean
  error: unknown
  /** Why it cannot be sent yet. */
  disabledReason?: string | undefined
  onSubmit: () => void
  children: ReactNode
}

/** The form of a page before one is in: what is asked, what went wrong, and one button. */
export function FrontForm({ submitLabel, busy, error, disabledReason, onSubmit, children }: FrontFormProps) {
  return (
    <form
      className="mt-6 space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy && disabledReason === undefined) onSubmit()
      }}
    >
      {children}
      <FailureNote error={error} />
      <Button type="submit" look="primary" busy={busy} disabledReason={disabledReason} className="w-full">
        {submitLabel}
      </Button>
    </form>
  )
}
