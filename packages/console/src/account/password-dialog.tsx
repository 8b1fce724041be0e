import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { passkeyProblem } from '../sign-in/passkey-problem.ts'
import { Button, type ButtonLook } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'

interface PasswordDialogProps {
  title: string
  /** False of those who sign in by other ways alone. */
  hasPassword: boolean
  confirmLabel: string
  look?: ButtonLook
  children?: ReactNode
  /** Fields above the password. */
  fields?: ReactNode
  onConfirm: (password: string) => Promise<unknown>
  onDone: () => void
  onClose: () => void
}

/** Asks for the password before one's ways to sign in change. */
export function PasswordDialog(props: PasswordDialogProps) {
  const { hasPassword } = props
  const [password, setPassword] = useState('')
  const confirm = useMutation({ mutationFn: () => props.onConfirm(password), onSuccess: props.onDone })
  const missing = hasPassword && password === ''
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!missing && !confirm.isPending) confirm.mutate()
        }}
      >
        {props.children !== undefined && <div className="text-soft">{props.children}</div>}
        {props.fields}
        {hasPassword && (
          <TextField
            label="Your password"
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            required
          />
        )}
        <FailureNote error={passkeyProblem(confirm.error)} />
        <DialogActions>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            look={props.look ?? 'primary'}
            busy={confirm.isPending}
            disabledReason={missing ? 'Type your password first' : undefined}
          >
            {props.confirmLabel}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
