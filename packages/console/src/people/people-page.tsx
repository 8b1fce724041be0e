import { listAccounts, listPeople, type Person, removePerson } from '@aipress/contract/accounts.ts'
import { isOfPlatform } from '@aipress/contract/roles.ts'
import { Link } from '@tanstack/react-router'
import { UserPlus, Users } from 'lucide-react'
import { type ComponentType, useState } from 'react'
import { refresh, useAction, usePages } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
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
import { ActAsDialog } from './act-as-dialog.tsx'
import { ChangeRoleDialog } from './change-role-dialog.tsx'
import { CreateAccountDialog } from './create-account-dialog.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { PeopleList } from './people-list.tsx'
import { RemoveSecondFactorDialog } from './remove-second-factor-dialog.tsx'
import { ResetPasswordDialog } from './reset-password-dialog.tsx'
import { mayGive } from './role-labels.ts'
import { Roles } from './roles-section.tsx'

export function PeoplePage() {
  const me = useMe()
  const [inviting, setInviting] = useState(false)
  return (
    <Page
      title="People"
      description={
        may(me, 'accounts:read')
          ? 'Everybody who can sign in, and what they may.'
          : `The members of ${me.accountName}, and what they may.`
      }
      actions={
        may(me, 'members:change') && (
          <Button look="primary" icon={<UserPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
            Invite
          </Button>
        )
      }
    >
      <People />
      {may(me, 'accounts:read') && (
        <p className="mt-3 text-soft text-sm">
          Whether administrators and operators need a second factor is set under{' '}
          <Link to="/settings" className="link">
            Settings › Signing in
          </Link>
          .
        </p>
      )}
      <Roles />
      {may(me, 'accounts:read') && <Accounts />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  )
}

function People() {
  const list = usePages(listPeople, { limit: 50 })
  const [asked, setAsked] = useState<{ dialog: DialogName; person: Person }>()
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
  const buttons = (person: Person) => (
    <PersonButtons person={person} onAsk={(dialog) => setAsked({ dialog, person })} />
  )
  const AskedDialog = asked === undefined ? undefined : DIALOGS[asked.dialog]
  return (
    <>
      <PeopleList people={list.items} actions={buttons} />
      <LoadMore {...list} />
      {asked !== undefined && AskedDialog !== undefined && (
        <AskedDialog
          person={asked.person}
          onAsk={(dialog) => setAsked({ ...asked, dialog })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}

interface DialogProps {
  person: Person
  onAsk: (dialog: DialogName) => void
  onClose: () => void
}

type DialogName = 'again' | 'role' | 'act' | 'password' | 'factor' | 'remove'

const DIALOGS: Readonly<Record<DialogName, ComponentType<DialogProps>>> = {
  again: ({ person, onClose }) => <InviteDialog email={person.email} onClose={onClose} />,
  role: ChangeRoleDialog,
  act: ActAsDialog,
  password: ResetPasswordDialog,
  factor: RemoveSecondFactorDialog,
  remove: RemovePersonDialog,
}

/** What the one who looks may do with a person. */
function PersonButtons({ person, onAsk }: { person: Person; onAsk: (dialog: DialogName) => void }) {
  const me = useMe()
  const isMe = person.personId === me.person?.personId
  const button = (dialog: DialogName, text: string, label: string, reason?: string) => (
    <Button
      size="small"
      look="quiet"
      aria-label={label}
      disabledReason={reason}
      onClick={() => onAsk(dialog)}
    >
      {text}
    </Button>
  )
  const mayChange = may(me, 'members:change') && mayGive(me, person.role)
  const mayHelp = may(me, 'accounts:change') && mayGive(me, person.role)
  const notYet = person.active ? undefined : 'They have not accepted yet: invite them again.'
  return (
    <>
      {may(me, 'people:impersonate') &&
        person.active &&
        !isOfPlatform(person.role) &&
        button('act', 'Act as', `Act as ${person.email}`)}
      {mayChange && !person.active && button('again', 'Invite again', `Invite again: ${person.email}`)}
      {mayHelp && button('password', 'New password', `New password for ${person.email}`, notYet)}
      {mayChange && button('role', 'Role', `Change the role of ${person.email}`)}
      {mayChange && button('remove', 'Remove', `Remove ${person.email}`, isMe ? 'This is you.' : undefined)}
    </>
  )
}

function RemovePersonDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const remove = useAction(removePerson, {
    onSuccess: () => {
      refresh(listPeople, listAccounts)
      toast.good(
        person.active
          ? `${person.email} can no longer sign in`
          : `The invitation of ${person.email} is withdrawn`,
      )
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
