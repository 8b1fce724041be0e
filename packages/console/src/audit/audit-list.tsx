import type { AuditLine } from '@aipress/contract/audit.ts'
import { Badge } from '../ui/badge.tsx'
import { formatDuration } from '../ui/format.ts'
import { RelativeTime } from '../ui/time.tsx'

export function AuditList({ lines }: { lines: readonly AuditLine[] }) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {lines.map((line) => (
        <li key={line.auditId} className="border-line border-b last:border-0">
          <details className="group">
            <summary className="grid list-none grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-0.5 px-4 py-2.5 hover:bg-sunken/60 sm:grid-cols-[11rem_1fr_5rem_7rem] sm:px-5 [&::-webkit-details-marker]:hidden">
              <code className="truncate font-mono text-[0.83rem]">{line.action}</code>
              <span className="order-last col-span-2 min-w-0 truncate text-soft text-sm sm:order-none sm:col-span-1">
                {line.who} <span className="text-faint">through {line.door}</span>
              </span>
              <span>
                <Badge tone={line.result === 'ok' ? 'good' : 'bad'}>{line.result}</Badge>
              </span>
              <span className="order-last col-span-2 text-faint text-sm sm:order-none sm:col-span-1 sm:text-right">
                <RelativeTime at={line.at} />
              </span>
            </summary>
            <div className="border-line border-t bg-sunken px-4 py-3 text-sm sm:px-5">
              <pre className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-xs">
                {line.input}
              </pre>
              <p className="mt-2 text-faint">
                took {formatDuration(line.durationMs)}
                {line.operationId !== undefined && `, operation ${line.operationId}`}
                {line.siteId !== undefined && `, ${line.siteId}`}
              </p>
            </div>
          </details>
        </li>
      ))}
    </ul>
  )
}
