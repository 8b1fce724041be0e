import type { Bulk } from '@aipress/contract/bulk.ts'
import { Link } from '@tanstack/react-router'
import { RelativeTime } from '../ui/time.tsx'
import { BulkBar, BulkStateDot } from './bulk-progress.tsx'

export function BulkList({ bulks }: { bulks: readonly Bulk[] }) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {bulks.map((bulk) => (
        <li key={bulk.bulkId} className="border-line border-b last:border-0">
          <Link
            to="/bulk/$bulkId"
            params={{ bulkId: bulk.bulkId }}
            className="grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-1 px-4 py-3 transition-colors hover:bg-sunken/60 sm:grid-cols-[1fr_9rem_8rem_8rem] sm:px-5"
          >
            <span className="min-w-0">
              <span className="block truncate font-medium">{bulk.title}</span>
              <span className="block truncate text-faint text-sm">by {bulk.requestedBy}</span>
            </span>
            <BulkStateDot bulk={bulk} />
            <span className="max-sm:order-last max-sm:col-span-2">
              <BulkBar bulk={bulk} />
            </span>
            <span className="text-faint text-sm sm:text-right">
              <RelativeTime at={bulk.createdAt} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
