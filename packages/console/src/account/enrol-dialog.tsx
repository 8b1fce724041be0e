import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { beginSecondFactor, confirmSecondFactor } from './own-ways.ts'
import { PasswordDialog } from './password-dialog.tsx'

interface EnrolDialogProps {
  hasPassword: boolean
  onEnrolled: (recoveryCodes: string[]) => void
  onClose: () => void
}

/** The password first, then the secret for the app, then a code of it. */
export function EnrolDialog({ hasPassword, onEnrolled, onClose }: EnrolDialogProps) {
  const [begun, setBegun] = useState<{ secret: string; uri: string }>()
  if (begun === undefined) {
    return (
      <PasswordDialog
        title="Set up an app for codes"
        hasPassword={hasPassword}
        confirmLabel="Go on"
        onConfirm={async (password) => setBegun(await beginSecondFactor(password))}
        onDone={() => undefined}
        onClose={onClose}
      >
        You need an authenticator app on your telephone, such as Google Authenticator, 1Password or Aegis.
      </PasswordDialog>
    )
  }
  return <CodeDialog begun={begun} onEnrolled={onEnrolled} onClose={onClose} />
}

interface CodeDialogProps extends Omit<EnrolDialogProps, 'hasPassword'> {
  begun: { secret: string; uri: string }
}

function CodeDialog({ begun, onEnrolled, onClose }: CodeDialogProps) {
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () => confirmSecondFactor(code),
    onSuccess: ({ recoveryCodes }) => {
      onEnrolled(recoveryCodes)
      onClose()
    },
  })
  return (
    <Dialog title="Tell the app its secret" onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!confirm.isPending) confirm.mutate()
        }}
      >
        <div>
          <p className="text-soft text-sm">
            Type this secret into the app, or on the telephone itself{' '}
            <a href={begun.uri} className="link">
              open it in the app
            </a>
            .
          </p>
          <div className="mt-2 flex items-center gap-1 rounded-lg bg-sunken py-1 pr-1 pl-3">
            <code className="min-w-0 flex-1 select-all break-all py-1 font-mono text-[0.82rem]">
              {begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}
            </code>
            <CopyButton text={begun.secret} label="Copy the secret" />
          </div>
        </div>
        <TextField
          label="Code that the app shows now"
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.target.value)}
          required
          maxLength={10}
        />
        <FailureNote error={confirm.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={confirm.isPending}>
            Switch on
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
