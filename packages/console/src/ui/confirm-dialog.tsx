import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'
import { FailureNote } from './failure.tsx'
import { TextField } from './field.tsx'

interface ConfirmDialogProps {
  title: string
  children: ReactNode
  confirmLabel: string
  /** What must be typed before the button works. */
  typed?: string
  busy: boolean
  error: unknown
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something is destroyed. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [text, setText] = useState('')
  const missing = props.typed !== undefined && text.trim() !== props.typed
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!missing && !props.busy) props.onConfirm()
        }}
      >
        <div className="space-y-3 text-soft">{props.children}</div>
        {props.typed !== undefined && (
          <div className="mt-5">
            <TextField
              label={
                <>
                  Type <strong className="select-all font-semibold">{props.typed}</strong> to confirm
                </>
              }
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          </div>
        )}
        <FailureNote error={props.error} className="mt-4" />
        <DialogActions>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            look="danger-solid"
            busy={props.busy}
            disabledReason={missing ? `Type ${props.typed} first` : undefined}
          >
            {props.confirmLabel}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
