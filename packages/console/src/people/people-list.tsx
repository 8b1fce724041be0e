import type { Person } from '@aipress/contract/accounts.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'

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
          <Badge tone={person.role === 'administrator' ? 'active' : 'neutral'}>
            {person.role === 'administrator' ? 'Administrator' : 'Owner'}
          </Badge>
          {actions?.(person)}
        </li>
      ))}
    </ul>
  )
}
