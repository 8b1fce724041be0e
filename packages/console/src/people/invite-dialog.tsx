import { invitePerson, listAccounts, listPeople } from '@aipress/contract/accounts.ts'
import type { Role } from '@aipress/contract/roles.ts'
import { useState } from 'react'
import { refresh, useAction, usePages } from '../client/queries.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { InvitationLink } from './invitation-link.tsx'

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('owner')
  const [account, setAccount] = useState('')
  const accounts = usePages(listAccounts, { limit: 200 })
  const invite = useAction(invitePerson, { onSuccess: () => refresh(listPeople, listAccounts) })
  if (invite.data !== undefined) {
    return (
      <Dialog title="Invited" onClose={onClose}>
        <InvitationLink invitation={invite.data} />
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      </Dialog>
    )
  }
  return (
    <Dialog title="Invite a person" onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          invite.mutate({ email, role, ...(account === '' ? {} : { account }) })
        }}
      >
        <TextField
          label="E-mail address"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          placeholder="anna@example.com"
          required
          maxLength={254}
          autoFocus
        />
        <SelectField
          label="Role"
          value={role}
          onChange={(event) => setRole(event.target.value === 'administrator' ? 'administrator' : 'owner')}
          options={[
            { value: 'owner', label: 'Owner: the sites of their account' },
            { value: 'administrator', label: 'Administrator: everything' },
          ]}
        />
        <SelectField
          label="Account"
          value={account}
          onChange={(event) => setAccount(event.target.value)}
          options={[
            { value: '', label: 'A new one, named after them' },
            ...(accounts.items ?? []).map((each) => ({ value: each.accountId, label: each.name })),
          ]}
        />
        <FailureNote error={invite.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={invite.isPending}
            disabledReason={email.trim() === '' ? 'Type an e-mail address first' : undefined}
          >
            Invite
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
