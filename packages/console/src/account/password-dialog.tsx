import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { passkeyProblem } from '../sign-in/passkey-problem.ts'
import type { ButtonLook } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'

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
    <FormDialog
      title={props.title}
      submitLabel={props.confirmLabel}
      look={props.look ?? 'primary'}
      busy={confirm.isPending}
      error={passkeyProblem(confirm.error)}
      disabledReason={missing ? 'Type your password first' : undefined}
      onSubmit={confirm.mutate}
      onClose={props.onClose}
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
    </FormDialog>
  )
}
