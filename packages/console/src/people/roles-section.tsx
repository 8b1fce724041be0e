import { listRoles } from '@aipress/contract/members.ts'
import { useQuery } from '@tanstack/react-query'
import { queryOf } from '../client/queries.ts'
import { Section } from '../ui/card.tsx'
import { Failure } from '../ui/failure.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { RolesList } from './roles-list.tsx'

export function Roles() {
  const query = useQuery(queryOf(listRoles, {}))
  return (
    <Section
      title="Roles"
      description="What each may; ask the chat for more, for example “what may a developer do?”"
    >
      {query.data === undefined ? (
        query.isError ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows count={3} />
        )
      ) : (
        <RolesList roles={query.data.items} />
      )}
    </Section>
  )
}
