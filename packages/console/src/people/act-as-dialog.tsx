import type { Person } from '@aipress/contract/accounts.ts'
import { IMPERSONATION_MINUTES_MAX, impersonatePerson } from '@aipress/contract/members.ts'
import { useState } from 'react'
import { useAction } from '../client/queries.ts'
import { beginAnew } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { SelectField, TextField } from '../ui/field.tsx'

const MINUTES = [15, 30, IMPERSONATION_MINUTES_MAX]

export function ActAsDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const [minutes, setMinutes] = useState(30)
  const [reason, setReason] = useState('')
  const act = useAction(impersonatePerson, { onSuccess: beginAnew })
  return (
    <Dialog title={`Act as ${person.email}`} onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          act.mutate({ person: person.personId, minutes, ...(reason === '' ? {} : { reason }) })
        }}
      >
        <p className="text-soft">
          You see what they see and may what they may, in this browser alone. A banner says so all the time,
          and each line of the audit log names you and them.
        </p>
        <SelectField
          label="For"
          value={String(minutes)}
          onChange={(event) => setMinutes(Number(event.target.value))}
          options={MINUTES.map((each) => ({ value: String(each), label: `${each} minutes` }))}
        />
        <TextField
          label="Why, for the audit log"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          placeholder="Ticket 4711"
          maxLength={200}
        />
        <FailureNote error={act.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={act.isPending}>
            Act as them
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
