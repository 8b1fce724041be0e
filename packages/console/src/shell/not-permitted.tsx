import { PERMISSION_SUBJECTS, type Permission } from '@aipress/contract/roles.ts'
import { Link } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { ROLE_LABELS } from '../people/role-labels.ts'
import { may, useMe } from '../sign-in/session.ts'
import { buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { useDocumentTitle } from '../ui/page.tsx'

/** Around a page that not everyone may see: says so, instead of showing a page full of refusals. */
export function Permitted({ permission, children }: { permission: Permission; children: ReactNode }) {
  return may(useMe(), permission) ? children : <NotPermitted permission={permission} />
}

export function NotPermitted({ permission }: { permission: Permission }) {
  const me = useMe()
  const isOfPlatform = PERMISSION_SUBJECTS[permission] === 'platform'
  const isForThemAlone = me.actingBy !== undefined && PERMISSION_SUBJECTS[permission] === 'self'
  useDocumentTitle('Not for your role')
  return (
    <div className="mx-auto w-full max-w-2xl px-4 py-16">
      <Empty
        icon={<Lock size={18} aria-hidden />}
        title={isForThemAlone ? 'This page is theirs alone' : 'This page is not for your role'}
        action={
          <Link to="/" className={buttonClass()}>
            To the home page
          </Link>
        }
      >
        {isForThemAlone ? (
          'Stop acting as them to see your own.'
        ) : (
          <>
            {me.role === 'guest'
              ? 'With rights on single sites only you do not see it.'
              : `As ${ROLE_LABELS[me.role].toLowerCase()} you do not see it.`}{' '}
            {isOfPlatform ? 'Ask an administrator of the platform' : 'Ask an owner of the account'} if you
            need it.
          </>
        )}
      </Empty>
    </div>
  )
}
