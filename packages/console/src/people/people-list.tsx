import type { Person } from '@aipress/contract/accounts.ts'
import { isOfPlatform } from '@aipress/contract/roles.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { ROLE_LABELS } from './role-labels.ts'

interface PeopleListProps {
  people: readonly Person[]
  actions?: (person: Person) => ReactNode
}

export function PeopleList({ people, actions }: PeopleListProps) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {people.map((person) => (
        <li
          key={person.personId}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-3 last:border-0 sm:px-5"
        >
          <div className="min-w-48 flex-1">
            <p className="truncate font-medium">{person.name === '' ? person.email : person.name}</p>
            <p className="truncate text-soft text-sm">
              {person.email} <span className="text-faint">· {person.accountName}</span>
            </p>
          </div>
          {!person.active && <Badge tone="warn">Invited</Badge>}
          <Badge tone={isOfPlatform(person.role) ? 'active' : 'neutral'}>{ROLE_LABELS[person.role]}</Badge>
          {actions?.(person)}
        </li>
      ))}
    </ul>
  )
}
