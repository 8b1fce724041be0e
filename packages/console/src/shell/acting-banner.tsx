import { stopImpersonating } from '@aipress/contract/members.ts'
import { useQuery } from '@tanstack/react-query'
import { UserRoundCog } from 'lucide-react'
import { useAction } from '../client/queries.ts'
import { beginAnew, meQuery, useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { toast } from '../ui/toast.tsx'

/** So that the banner goes soon after the time is over. */
const LOOK_MS = 20_000

/** On every page while an administrator acts as somebody else. */
export function ActingBanner() {
  const me = useMe()
  useQuery({ ...meQuery, refetchInterval: me.actingBy === undefined ? false : LOOK_MS })
  const stop = useAction(stopImpersonating, { onSuccess: beginAnew, onError: toast.error })
  if (me.actingBy === undefined) return null
  return (
    <div
      role="status"
      className="flex shrink-0 flex-wrap items-center justify-center gap-x-3 gap-y-1 bg-ink px-4 py-2 text-paper text-sm"
    >
      <UserRoundCog size={17} aria-hidden />
      <p>
        You act as <strong>{me.person?.email ?? me.displayName}</strong>. It ends by itself{' '}
        <RelativeTime at={me.actingBy.until} />.
      </p>
      <Button size="small" busy={stop.isPending} onClick={() => stop.mutate({})}>
        Stop
      </Button>
    </div>
  )
}
