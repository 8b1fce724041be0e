import { createAccount, listAccounts } from '@aipress/contract/accounts.ts'
import { useState } from 'react'
import { refresh, useAction } from '../client/queries.ts'
import { TextField } from '../ui/field.tsx'
import { FormDialog } from '../ui/form-dialog.tsx'
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
    <FormDialog
      title="New account"
      submitLabel="Create account"
      busy={create.isPending}
      error={create.error}
      disabledReason={name.trim() === '' ? 'Give the account a name first' : undefined}
      onSubmit={() => create.mutate({ name })}
      onClose={onClose}
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
    </FormDialog>
  )
}
