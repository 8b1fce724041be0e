import { CloudOff } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { reach } from '../client/query-client.ts'
import { formatClock } from '../ui/format.ts'

/** While no answer comes, pages go on showing what was so before: it is said since when. */
export function UnreachableNotice() {
  const since = useSyncExternalStore(reach.subscribe, reach.unreachableSince)
  if (since === undefined) return null
  return (
    <p
      role="status"
      className="flex shrink-0 items-center justify-center gap-2.5 bg-warn-soft px-4 py-2 text-sm"
    >
      <CloudOff size={17} aria-hidden className="shrink-0 text-warn" />
      <span>
        The platform cannot be reached. What you see was so at {formatClock(new Date(since).toISOString())}.
        Your sites are not affected.
      </span>
    </p>
  )
}
