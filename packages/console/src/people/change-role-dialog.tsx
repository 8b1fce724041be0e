import { listAccounts, listPeople, type Person } from '@aipress/contract/accounts.ts'
import { changeRole } from '@aipress/contract/members.ts'
import { InvitedRole } from '@aipress/contract/roles.ts'
import { useState } from 'react'
import { refresh, useAction } from '../client/queries.ts'
import { useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { SelectField } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import { ROLE_LABELS, roleOptions, rolesToGive } from './role-labels.ts'

/** What changes is said before it happens; it counts from the next click of the person on. */
export function ChangeRoleDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const me = useMe()
  const roles = rolesToGive(me)
  const [role, setRole] = useState(InvitedRole.safeParse(person.role).data ?? 'viewer')
  const change = useAction(changeRole, {
    onSuccess: () => {
      refresh(listPeople, listAccounts)
      toast.good(`${person.email} is ${ROLE_LABELS[role].toLowerCase()} now`)
      onClose()
    },
  })
  return (
    <Dialog title={`Role of ${person.email}`} onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate({ person: person.personId, role })
        }}
      >
        <SelectField
          label="Role"
          value={role}
          onChange={(event) => setRole(InvitedRole.parse(event.target.value))}
          options={roleOptions(roles)}
        />
        <p className="text-soft text-sm">
          {person.email}{' '}
          {person.role === 'guest'
            ? 'has single sites only'
            : `is ${ROLE_LABELS[person.role].toLowerCase()} of ${person.accountName}`}
          . A new role counts at once, for their API tokens too.
        </p>
        <FailureNote error={change.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={change.isPending}
            disabledReason={role === person.role ? 'This is their role already' : undefined}
          >
            Make {ROLE_LABELS[role].toLowerCase()}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
