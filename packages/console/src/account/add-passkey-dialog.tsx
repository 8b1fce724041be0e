import { useState } from 'react'
import { TextField } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import { addPasskey } from './own-ways.ts'
import { PasswordDialog } from './password-dialog.tsx'

interface AddPasskeyDialogProps {
  hasPassword: boolean
  onDone: () => void
  onClose: () => void
}

export function AddPasskeyDialog({ hasPassword, onDone, onClose }: AddPasskeyDialogProps) {
  const [name, setName] = useState('')
  return (
    <PasswordDialog
      title="Add a passkey"
      hasPassword={hasPassword}
      confirmLabel="Add passkey"
      fields={
        <TextField
          label="Name of the device"
          placeholder="My laptop"
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={60}
        />
      }
      onConfirm={(password) => addPasskey(name, password)}
      onDone={() => {
        toast.good(`“${name.trim()}” is added`)
        onDone()
      }}
      onClose={onClose}
    >
      Your browser asks you next.
    </PasswordDialog>
  )
}
