import type { Person } from '@aipress/contract/accounts.ts'
import { resetPassword } from '@aipress/contract/signing-in.ts'
import { Link } from '@tanstack/react-router'
import { useAction } from '../client/queries.ts'
import { useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { ResetLink } from './reset-link.tsx'

interface ResetPasswordDialogProps {
  person: Person
  onAsk: (dialog: 'factor') => void
  onClose: () => void
}

export function ResetPasswordDialog({ person, onAsk, onClose }: ResetPasswordDialogProps) {
  const reset = useAction(resetPassword)
  const isMe = useMe().person?.personId === person.personId
  return (
    <Dialog title={`New password for ${person.email}`} onClose={onClose}>
      {reset.data === undefined ? (
        <div className="space-y-3 text-soft">
          <p>
            You get a link with which they choose a new password. Until they use it nothing changes; then they
            are signed out everywhere, unless they choose otherwise.
          </p>
          {isMe ? (
            <p>
              A code is asked for all the same where you have set one up; that is changed on{' '}
              <Link to="/account" className="link">
                your account
              </Link>
              .
            </p>
          ) : (
            <p>
              A code is asked for all the same where they have set one up. If that is what they have lost,{' '}
              <button type="button" className="link" onClick={() => onAsk('factor')}>
                remove their second factor
              </button>
              .
            </p>
          )}
        </div>
      ) : (
        <ResetLink reset={reset.data} />
      )}
      <FailureNote error={reset.error} className="mt-4" />
      <DialogActions>
        <Button onClick={onClose}>{reset.data === undefined ? 'Cancel' : 'Done'}</Button>
        {reset.data === undefined && (
          <Button
            look="primary"
            busy={reset.isPending}
            onClick={() => reset.mutate({ person: person.personId })}
          >
            Make the link
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}
