import type { SiteAccess } from '@aipress/contract/access.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { ROLE_LABELS } from './role-labels.ts'

interface AccessListProps {
  items: readonly SiteAccess[]
  actions?: (access: SiteAccess) => ReactNode
}

export function AccessList({ items, actions }: AccessListProps) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {items.map((access) => (
        <li
          key={`${access.email} ${access.on}`}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-3 last:border-0 sm:px-5"
        >
          <div className="min-w-48 flex-1">
            <p className="truncate font-medium">{access.email}</p>
            <p className="text-soft text-sm">
              {access.on === 'site' ? 'This site alone' : 'Member of the account'}, since{' '}
              <RelativeTime at={access.since} />
            </p>
          </div>
          {!access.active && <Badge tone="warn">Invited</Badge>}
          <Badge tone="neutral">{ROLE_LABELS[access.role]}</Badge>
          {actions?.(access)}
        </li>
      ))}
    </ul>
  )
}
