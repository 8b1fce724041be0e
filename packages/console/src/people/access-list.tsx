import type { SiteAccess } from '@aipress/contract/access.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { Row, RowList } from '../ui/row-list.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { ROLE_LABELS } from './role-labels.ts'

interface AccessListProps {
  items: readonly SiteAccess[]
  actions?: (access: SiteAccess) => ReactNode
}

export function AccessList({ items, actions }: AccessListProps) {
  return (
    <RowList>
      {items.map((access) => (
        <Row
          key={`${access.email} ${access.on}`}
          title={access.email}
          detail={
            <>
              {access.on === 'site' ? 'This site alone' : 'Member of the account'}, since{' '}
              <RelativeTime at={access.since} />
            </>
          }
        >
          {!access.active && <Badge tone="warn">Invited</Badge>}
          <Badge tone="neutral">{ROLE_LABELS[access.role]}</Badge>
          {actions?.(access)}
        </Row>
      ))}
    </RowList>
  )
}
