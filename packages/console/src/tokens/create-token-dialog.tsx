import { createToken, listTokens } from '@aipress/contract/accounts.ts'
import { useState } from 'react'
import { refresh, useAction } from '../client/queries.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { TokenSecret } from './token-secret.tsx'

const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'Never' },
]

export function CreateTokenDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const [readOnly, setReadOnly] = useState(false)
  const create = useAction(createToken, { onSuccess: () => refresh(listTokens) })
  if (create.data !== undefined) {
    return (
      <Dialog title="Your new token" onClose={onClose}>
        <TokenSecret created={create.data} />
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      </Dialog>
    )
  }
  return (
    <Dialog title="New API token" onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate({ name, readOnly, ...(days === '' ? {} : { days: Number(days) }) })
        }}
      >
        <TextField
          label="What it is for"
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="deploy script"
          required
          maxLength={60}
          autoFocus
        />
        <SelectField
          label="Expires after"
          value={days}
          onChange={(event) => setDays(event.target.value)}
          options={LIFETIMES}
        />
        <label className="flex w-fit cursor-pointer items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={readOnly}
            onChange={(event) => setReadOnly(event.target.checked)}
            className="size-4 accent-accent"
          />
          It may only read
        </label>
        <FailureNote error={create.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={create.isPending}
            disabledReason={name.trim() === '' ? 'Say what it is for first' : undefined}
          >
            Create token
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
