import { listAccounts, listPeople, type Person, removePerson } from '@aipress/contract/accounts.ts'
import { UserPlus, Users } from 'lucide-react'
import { useState } from 'react'
import { refresh, useAction, usePages } from '../client/queries.ts'
import { useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/card.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { LoadMore } from '../ui/load-more.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { AccountList } from './account-list.tsx'
import { CreateAccountDialog } from './create-account-dialog.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { PeopleList } from './people-list.tsx'

export function PeoplePage() {
  const [inviting, setInviting] = useState(false)
  return (
    <Page
      title="People"
      description="Administrators see everything; owners see and touch the sites of their own account."
      actions={
        <Button look="primary" icon={<UserPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
          Invite
        </Button>
      }
    >
      <People />
      <Accounts />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  )
}

function People() {
  const me = useMe()
  const list = usePages(listPeople, { limit: 50 })
  const [removing, setRemoving] = useState<Person>()
  if (list.items === undefined) {
    return list.isError ? (
      <Failure error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <SkeletonRows />
    )
  }
  if (list.items.length === 0) {
    return (
      <Empty icon={<Users size={19} aria-hidden />} title="Nobody yet">
        Invite the first person.
      </Empty>
    )
  }
  const removeButton = (person: Person) => (
    <Button
      size="small"
      look="quiet"
      aria-label={`Remove ${person.email}`}
      disabledReason={person.personId === me.person?.personId ? 'This is you.' : undefined}
      onClick={() => setRemoving(person)}
    >
      Remove
    </Button>
  )
  return (
    <>
      <PeopleList people={list.items} actions={removeButton} />
      <LoadMore {...list} />
      {removing !== undefined && (
        <RemovePersonDialog person={removing} onClose={() => setRemoving(undefined)} />
      )}
    </>
  )
}

function RemovePersonDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const remove = useAction(removePerson, {
    onSuccess: () => {
      refresh(listPeople, listAccounts)
      toast.good(`${person.email} can no longer sign in`)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`Remove ${person.email}?`}
      confirmLabel="Remove person"
      typed={person.email}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ person: person.personId })}
      onClose={onClose}
    >
      <p>
        They are signed out at once, and their API tokens stop working. Their sites stay with the account.
      </p>
    </ConfirmDialog>
  )
}

function Accounts() {
  const list = usePages(listAccounts, { limit: 50 })
  const [creating, setCreating] = useState(false)
  return (
    <Section
      title="Accounts"
      description="A customer of the platform. Sites belong to an account, not to a person."
      actions={
        <Button size="small" onClick={() => setCreating(true)}>
          New account
        </Button>
      }
    >
      {list.items === undefined ? (
        list.isError ? (
          <Failure error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <SkeletonRows count={2} />
        )
      ) : (
        <>
          <AccountList accounts={list.items} />
          <LoadMore {...list} />
        </>
      )}
      {creating && <CreateAccountDialog onClose={() => setCreating(false)} />}
    </Section>
  )
}
