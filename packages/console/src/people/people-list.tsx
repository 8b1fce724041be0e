import type { Person } from '@aipress/contract/accounts.ts'
import { isOfPlatform } from '@aipress/contract/roles.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { Row, RowList } from '../ui/row-list.tsx'
import { ROLE_LABELS } from './role-labels.ts'

interface PeopleListProps {
  people: readonly Person[]
  actions?: (person: Person) => ReactNode
}

export function PeopleList({ people, actions }: PeopleListProps) {
  return (
    <RowList>
      {people.map((person) => (
        <Row
          key={person.personId}
          title={person.name === '' ? person.email : person.name}
          detail={
            <>
              {person.email} <span className="text-faint">· {person.accountName}</span>
            </>
          }
        >
          <span className="flex gap-1.5">
            {!person.active && <Badge tone="warn">Invited</Badge>}
            <Badge tone={isOfPlatform(person.role) ? 'active' : 'neutral'}>{ROLE_LABELS[person.role]}</Badge>
          </span>
          {actions !== undefined && (
            <span className="-mx-2.5 flex flex-wrap gap-x-1 empty:hidden max-sm:basis-full sm:mx-0 sm:gap-x-4">
              {actions(person)}
            </span>
          )}
        </Row>
      ))}
    </RowList>
  )
}
