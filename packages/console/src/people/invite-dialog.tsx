import { invitePerson, listAccounts, listPeople } from '@aipress/contract/accounts.ts'
import type { OutputOf } from '@aipress/contract/action.ts'
import { InvitedRole, isOfPlatform } from '@aipress/contract/roles.ts'
import { useState } from 'react'
import { refresh, useAction, usePages } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { SelectField, TextField } from '../ui/field.tsx'
import { DoneDialog, FormDialog } from '../ui/form-dialog.tsx'
import { InvitationLink } from './invitation-link.tsx'
import { ROLE_LABELS, roleOptions, rolesToGive } from './role-labels.ts'

interface InviteDialogProps {
  /** Whom to invite again. */
  email?: string | undefined
  onClose: () => void
}

/** Of who was invited before, role and account stay unless others are chosen. */
export function InviteDialog({ email: given = '', onClose }: InviteDialogProps) {
  const me = useMe()
  const [email, setEmail] = useState(given)
  const [chosen, setChosen] = useState<{ role?: InvitedRole; account?: string }>({})
  const invite = useAction(invitePerson, { onSuccess: () => refresh(listPeople, listAccounts) })
  const before = useInvitedBefore(email)
  if (invite.data !== undefined) return <InvitedDialog invitation={invite.data} onClose={onClose} />
  const formerRole = InvitedRole.safeParse(before?.role).data
  const role = chosen.role ?? formerRole ?? (isOfPlatform(me.role) ? 'owner' : 'developer')
  const choosesAccount = may(me, 'accounts:read')
  const account = chosen.account ?? before?.accountId ?? ''
  const asked =
    formerRole === undefined
      ? { email, role, ...(account === '' || !choosesAccount ? {} : { account }) }
      : { email, ...chosen }
  return (
    <FormDialog
      title={before === undefined ? 'Invite a person' : 'Invite again'}
      submitLabel={before === undefined ? 'Invite' : 'Invite again'}
      busy={invite.isPending}
      error={invite.error}
      disabledReason={reasonFor({ email, needsAccount: choosesAccount && needsAccount(role), account })}
      onSubmit={() => invite.mutate(asked)}
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
        hint={before && `${toldBefore(before)} They get a new link, and the former one stops working.`}
      />
      <SelectField
        label="Role"
        value={role}
        onChange={(event) => setChosen({ ...chosen, role: InvitedRole.parse(event.target.value) })}
        options={roleOptions(rolesToGive(me))}
      />
      {choosesAccount && (
        <AccountField
          role={role}
          value={account}
          keeps={before !== undefined}
          onChange={(value) => setChosen({ ...chosen, account: value })}
        />
      )}
    </FormDialog>
  )
}

function InvitedDialog({
  invitation,
  onClose,
}: {
  invitation: OutputOf<typeof invitePerson>
  onClose: () => void
}) {
  return (
    <DoneDialog title={invitation.before === undefined ? 'Invited' : 'Invited again'} onClose={onClose}>
      <InvitationLink invitation={invitation} />
    </DoneDialog>
  )
}

type Before = NonNullable<ReturnType<typeof useInvitedBefore>>

/** Who has this address, was invited and has not come yet. */
function useInvitedBefore(email: string) {
  const { items = [] } = usePages(listPeople, { limit: 200 })
  const wanted = email.trim().toLowerCase()
  return items.find((person) => !person.active && person.email === wanted)
}

const toldBefore = ({ role, accountName }: Before) =>
  role === 'guest'
    ? `Invited already, for single sites of ${accountName}.`
    : `Invited already, as ${ROLE_LABELS[role].toLowerCase()} of ${accountName}.`

/** Owners may begin an account, and people of the platform have its own. */
const needsAccount = (role: InvitedRole) => role !== 'owner' && !isOfPlatform(role)

function reasonFor(form: { email: string; needsAccount: boolean; account: string }): string | undefined {
  if (form.email.trim() === '') return 'Type an e-mail address first'
  return form.needsAccount && form.account === '' ? 'Choose their account first' : undefined
}

function AccountField({
  role,
  value,
  keeps,
  onChange,
}: {
  role: InvitedRole
  value: string
  /** Who was invited before is of an account already, and gets no new one. */
  keeps: boolean
  onChange: (account: string) => void
}) {
  const me = useMe()
  const accounts = usePages(listAccounts, { limit: 200 })
  const otherwise = isOfPlatform(role) ? 'The platform’s own' : 'A new one, named after them'
  const nameOf = ({ accountId, name }: { accountId: string; name: string }) =>
    accountId === me.accountId ? `${name} (your own)` : name
  return (
    <SelectField
      label="Account"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      options={[
        ...(keeps ? [] : [{ value: '', label: needsAccount(role) ? 'Choose one' : otherwise }]),
        ...(accounts.items ?? []).map((each) => ({ value: each.accountId, label: nameOf(each) })),
      ]}
    />
  )
}
