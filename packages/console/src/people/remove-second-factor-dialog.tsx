import type { Person } from '@aipress/contract/accounts.ts'
import { removeSecondFactor } from '@aipress/contract/signing-in.ts'
import { useAction } from '../client/queries.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { toast } from '../ui/toast.tsx'

export function RemoveSecondFactorDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const remove = useAction(removeSecondFactor, {
    onSuccess: () => {
      toast.good(`${person.email} signs in with the password alone now`)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`Remove the second factor of ${person.email}?`}
      confirmLabel="Remove second factor"
      typed={person.email}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ person: person.personId })}
      onClose={onClose}
    >
      <p>
        Their app, recovery codes and passkeys stop working, and they are signed out everywhere. Be sure that
        it is they who ask.
      </p>
    </ConfirmDialog>
  )
}
