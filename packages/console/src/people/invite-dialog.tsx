import { invitePerson, listAccounts, listPeople } from '@aipress/contract/accounts.ts'
import { InvitedRole, isOfPlatform } from '@aipress/contract/roles.ts'
import { useState } from 'react'
import { refresh, useAction, usePages } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { SelectField, TextField } from '../ui/field.tsx'
import { DoneDialog, FormDialog } from '../ui/form-dialog.tsx'
import { InvitationLink } from './invitation-link.tsx'
import { roleOptions, rolesToGive } from './role-labels.ts'

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const me = useMe()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<InvitedRole>(isOfPlatform(me.role) ? 'owner' : 'developer')
  const [account, setAccount] = useState('')
  const choosesAccount = may(me, 'accounts:read')
  const invite = useAction(invitePerson, { onSuccess: () => refresh(listPeople, listAccounts) })
  if (invite.data !== undefined) {
    return (
      <DoneDialog title="Invited" onClose={onClose}>
        <InvitationLink invitation={invite.data} />
      </DoneDialog>
    )
  }
  const missing = reasonFor({ email, needsAccount: choosesAccount && needsAccount(role), account })
  return (
    <FormDialog
      title="Invite a person"
      submitLabel="Invite"
      busy={invite.isPending}
      error={invite.error}
      disabledReason={missing}
      onSubmit={() => invite.mutate({ email, role, ...(account === '' ? {} : { account }) })}
      onClose={onClose}
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
        onChange={(event) => setRole(InvitedRole.parse(event.target.value))}
        options={roleOptions(rolesToGive(me))}
      />
      {choosesAccount && <AccountField role={role} value={account} onChange={setAccount} />}
    </FormDialog>
  )
}

/** Owners may begin an account, and people of the platform have its own. */
const needsAccount = (role: InvitedRole) => role !== 'owner' && !isOfPlatform(role)

function reasonFor(form: { email: string; needsAccount: boolean; account: string }): string | undefined {
  if (form.email.trim() === '') return 'Type an e-mail address first'
  return form.needsAccount && form.account === '' ? 'Choose their account first' : undefined
}

function AccountField({
  role,
  value,
  onChange,
}: {
  role: InvitedRole
  value: string
  onChange: (account: string) => void
}) {
  const accounts = usePages(listAccounts, { limit: 200 })
  const otherwise = isOfPlatform(role) ? 'The platform’s own' : 'A new one, named after them'
  return (
    <SelectField
      label="Account"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      options={[
        { value: '', label: needsAccount(role) ? 'Choose one' : otherwise },
        ...(accounts.items ?? []).map((each) => ({ value: each.accountId, label: each.name })),
      ]}
    />
  )
}
