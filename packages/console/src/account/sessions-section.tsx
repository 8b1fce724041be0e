import {
  listSessions,
  revokeOtherSessions,
  revokeSession,
  type Session,
} from '@aipress/contract/signing-in.ts'
import { useQuery } from '@tanstack/react-query'
import { queryOf, refresh, useAction } from '../client/queries.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/card.tsx'
import { Failure } from '../ui/failure.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { SessionList } from './session-list.tsx'

export function SessionsSection() {
  const query = useQuery(queryOf(listSessions, {}))
  const revokeOthers = useAction(revokeOtherSessions, {
    onSuccess: ({ revoked }) => {
      refresh(listSessions)
      toast.good(revoked === 1 ? 'One browser is signed out' : `${revoked} browsers are signed out`)
    },
    onError: (error) => toast.error(error),
  })
  const others = query.data?.items.filter(({ current }) => !current) ?? []
  return (
    <Section
      title="Where you are signed in"
      description="A browser that you do not know is a reason to sign it out and to change your password."
      actions={
        <Button
          size="small"
          busy={revokeOthers.isPending}
          disabledReason={others.length === 0 ? 'You are signed in nowhere else' : undefined}
          onClick={() => revokeOthers.mutate({})}
        >
          Sign out everywhere else
        </Button>
      }
    >
      {query.data === undefined ? (
        query.isError ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows count={2} />
        )
      ) : (
        <SessionList sessions={query.data.items} actions={(session) => <RevokeButton session={session} />} />
      )}
    </Section>
  )
}

function RevokeButton({ session }: { session: Session }) {
  const revoke = useAction(revokeSession, {
    onSuccess: () => {
      refresh(listSessions)
      toast.good(`${session.device} is signed out`)
    },
    onError: (error) => {
      refresh(listSessions)
      toast.error(error)
    },
  })
  return (
    <Button
      size="small"
      look="quiet"
      busy={revoke.isPending}
      aria-label={`Sign out ${session.device}`}
      onClick={() => revoke.mutate({ session: session.sessionId })}
    >
      Sign out
    </Button>
  )
}
