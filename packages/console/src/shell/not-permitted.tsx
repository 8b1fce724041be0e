import type { Permission } from '@aipress/contract/roles.ts'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { ROLE_LABELS } from '../people/role-labels.ts'
import { may, useMe } from '../sign-in/session.ts'
import { Empty } from '../ui/empty.tsx'

/** Around a page that not everyone may see: says so, instead of showing a page full of refusals. */
export function Permitted({ permission, children }: { permission: Permission; children: ReactNode }) {
  const me = useMe()
  if (may(me, permission)) return children
  return (
    <div className="mx-auto w-full max-w-2xl px-4 py-16">
      <Empty icon={<Lock size={18} aria-hidden />} title="This page is not for your role">
        As {ROLE_LABELS[me.role].toLowerCase()} you do not see it. Ask an owner of your account, or an
        administrator of the platform, if you need it.
      </Empty>
    </div>
  )
}
