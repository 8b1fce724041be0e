import { useSyncExternalStore } from 'react'
import { formatMoment, relativeTime } from './format.ts'

/** Distances in time are shown no finer than this for long. */
const TICK_MS = 15_000

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, TICK_MS)
  return () => clearInterval(timer)
}

/** "3 minutes ago", kept true while it is on the page. */
export function RelativeTime({ at }: { at: string }) {
  const words = useSyncExternalStore(subscribe, () => relativeTime(at))
  return (
    <time dateTime={at} title={formatMoment(at)} className="whitespace-nowrap">
      {words}
    </time>
  )
}
