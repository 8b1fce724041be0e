import type { Change } from '@aipress/contract/insights.ts'
import { Link } from '@tanstack/react-router'
import { Badge } from '../ui/badge.tsx'
import { RelativeTime } from '../ui/time.tsx'

const KINDS = { operation: 'Operation', action: 'Action', 'php-error': 'New PHP error' } as const

/** What was done to a site and what broke, newest first. Text of plugins and people: shown as it is. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {changes.map((change, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two may be the same in all that is known of them
        <li key={index} className="border-line border-b px-4 py-3 last:border-0 sm:px-5">
          <p className="flex items-baseline justify-between gap-4">
            <span className="min-w-0 break-words">
              {change.operationId === undefined ? (
                change.what
              ) : (
                <Link
                  to="/operations/$operationId"
                  params={{ operationId: change.operationId }}
                  className="hover:underline"
                >
                  {change.what}
                </Link>
              )}
            </span>
            <span className="text-faint text-sm">
              <RelativeTime at={change.at} />
            </span>
          </p>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-faint text-sm">
            <span>{KINDS[change.kind]}</span>
            {change.who !== undefined && <span>by {change.who}</span>}
            {change.result !== undefined && (
              <Badge tone={change.kind === 'php-error' ? 'bad' : 'warn'}>{change.result}</Badge>
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}
