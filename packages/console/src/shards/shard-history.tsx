import type { ShardEvent } from '@aipress/contract/shards.ts'
import { Wrench } from 'lucide-react'
import { RelativeTime } from '../ui/time.tsx'
import { ShardStateDot } from './shard-state.tsx'

export function ShardHistory({ history }: { history: readonly ShardEvent[] }) {
  if (history.length === 0) return <p className="text-soft">Nothing has happened to it yet.</p>
  return (
    <ol className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {history.map((event) => (
        <li
          key={`${event.at} ${event.kind} ${event.what}`}
          className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-line border-b px-4 py-3 last:border-0 sm:px-5"
        >
          <span className="w-28 shrink-0">
            {event.state === undefined ? (
              <span className="inline-flex items-center gap-1.5 text-sm">
                <Wrench size={13} aria-hidden className="text-faint" />
                Mended
              </span>
            ) : (
              <ShardStateDot state={event.state} />
            )}
          </span>
          <span className="min-w-48 flex-1 text-soft">{event.what}</span>
          <span className="text-faint text-sm">
            <RelativeTime at={event.at} />
          </span>
        </li>
      ))}
    </ol>
  )
}
