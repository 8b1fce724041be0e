import { useMutation } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { CopyButton } from '../ui/copy-button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'
import { beginSecondFactor, confirmSecondFactor } from './own-ways.ts'
import { PasswordDialog } from './password-dialog.tsx'

/** Comes with the first app that is set up: most pages need none. */
const QrCode = lazy(async () => ({ default: (await import('../ui/qr-code.tsx')).QrCode }))

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
    <FormDialog
      title="Tell the app its secret"
      submitLabel="Switch on"
      busy={confirm.isPending}
      error={confirm.error}
      onSubmit={() => confirm.mutate()}
      onClose={onClose}
    >
      <div>
        <p className="text-soft text-sm">
          Point the app’s camera at this code. On the telephone itself,{' '}
          <a href={begun.uri} className="link">
            open it in the app
          </a>
          .
        </p>
        <div className="mt-3 flex min-h-48 justify-center">
          <Suspense>
            <QrCode
              text={begun.uri}
              label="QR code for the authenticator app; the secret below says the same"
            />
          </Suspense>
        </div>
        <p className="mt-3 text-soft text-sm">Without a camera, type this secret into the app:</p>
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
    </FormDialog>
  )
}
