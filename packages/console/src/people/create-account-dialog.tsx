import { createAccount, listAccounts } from '@aipress/contract/accounts.ts'
import { useState } from 'react'
import { refresh, useAction } from '../client/queries.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'

export function CreateAccountDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const create = useAction(createAccount, {
    onSuccess: (account) => {
      refresh(listAccounts)
      toast.good(`The account ${account.name} is there`)
      onClose()
    },
  })
  return (
    <Dialog title="New account" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate({ name })
        }}
      >
        <TextField
          label="Name of the customer"
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="Blue Agency"
          required
          maxLength={80}
          autoFocus
        />
        <FailureNote error={create.error} className="mt-4" />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={create.isPending}
            disabledReason={name.trim() === '' ? 'Give the account a name first' : undefined}
          >
            Create account
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
