import { useSyncExternalStore } from 'react'
import { formatMoment, relativeTime } from './format.ts'

/** One clock for all relative times on the page; half a minute is the finest step they show for long. */
const TICK_MS = 15_000
let nowMs = Date.now()

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(() => {
    nowMs = Date.now()
    onTick()
  }, TICK_MS)
  return () => clearInterval(timer)
}

export function RelativeTime({ at }: { at: string }) {
  const now = useSyncExternalStore(subscribe, () => nowMs)
  return (
    <time dateTime={at} title={formatMoment(at)} className="whitespace-nowrap">
      {relativeTime(at, Math.max(now, Date.now() - TICK_MS))}
    </time>
  )
}
