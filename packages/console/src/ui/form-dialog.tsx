import type { ReactNode } from 'react'
import { Button, type ButtonLook } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'
import { FailureNote } from './failure.tsx'

interface FormDialogProps {
  title: string
  submitLabel: string
  look?: ButtonLook
  busy: boolean
  error: unknown
  /** Why it cannot be sent yet. */
  disabledReason?: string | undefined
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}

/** Asks for a few things and sends them. */
export function FormDialog({ look = 'primary', ...props }: FormDialogProps) {
  const { title, busy, disabledReason, onSubmit, onClose } = props
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy && disabledReason === undefined) onSubmit()
        }}
      >
        {props.children}
        <FailureNote error={props.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look={look} busy={busy} disabledReason={disabledReason}>
            {props.submitLabel}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

/** What came of it, to be taken along. */
export function DoneDialog({
  title,
  onClose,
  children,
}: Pick<FormDialogProps, 'title' | 'onClose' | 'children'>) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  )
}
