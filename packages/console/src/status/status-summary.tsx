import type { PlatformStatus } from '@aipress/contract/platform.ts'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import { Card } from '../ui/card.tsx'
import { Figure } from '../ui/figure.tsx'
import { formatBytes } from '../ui/format.ts'
import { RelativeTime } from '../ui/time.tsx'
import { PartList } from './part-list.tsx'

/** The whole platform at a glance, then what is not well or every part. */
export function StatusSummary({
  status,
  everything = false,
}: {
  status: PlatformStatus
  everything?: boolean
}) {
  const ill = status.parts.filter((part) => !part.healthy)
  const shown = everything ? status.parts : ill
  return (
    <Card className="overflow-hidden">
      <div className="flex items-center gap-3 p-4 sm:p-5">
        {status.healthy ? (
          <CircleCheck size={24} aria-hidden className="shrink-0 text-good" />
        ) : (
          <TriangleAlert size={24} aria-hidden className="shrink-0 text-bad" />
        )}
        <div>
          <h3 className="text-[1.3rem] leading-tight">
            {status.healthy
              ? 'Everything is running'
              : `${ill.length} of ${status.parts.length} parts need attention`}
          </h3>
          <p className="text-soft text-sm">
            AIPress {status.version}, WordPress {status.wordpressVersion}, assistant {status.model}
          </p>
        </div>
      </div>
      <dl className="grid grid-cols-2 border-line border-t sm:grid-cols-4">
        <Figure name="Sites running" value={status.sites.running}>
          {status.sites.suspended} suspended
        </Figure>
        <Figure name="Operations" value={status.operations.running}>
          {status.operations.failedLastDay} failed in a day
        </Figure>
        <Figure name="Parts" value={`${status.parts.length - ill.length}/${status.parts.length}`}>
          healthy
        </Figure>
        <Figure name="Disk free" value={formatBytes(status.disk.freeBytes)}>
          of {formatBytes(status.disk.totalBytes)}
        </Figure>
      </dl>
      {shown.length > 0 && (
        <div className="border-line border-t">
          <PartList parts={shown} />
        </div>
      )}
    </Card>
  )
}

export function Incidents({ incidents }: { incidents: PlatformStatus['incidents'] }) {
  if (incidents.length === 0) return <p className="text-soft">Nothing has gone wrong of late.</p>
  return (
    <ol className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {incidents.map((incident) => (
        <li
          key={`${incident.at} ${incident.part} ${incident.what}`}
          className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-line border-b px-4 py-3 last:border-0 sm:px-5"
        >
          <span className="w-40 shrink-0 font-medium">{incident.part}</span>
          <span className="min-w-48 flex-1 text-soft">{incident.what}</span>
          <span className="text-faint text-sm">
            <RelativeTime at={incident.at} />
          </span>
        </li>
      ))}
    </ol>
  )
}
