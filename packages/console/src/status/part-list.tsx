import type { PartHealth } from '@aipress/contract/shards.ts'
import { StateDot } from '../ui/badge.tsx'
import { formatBytes, formatDuration } from '../ui/format.ts'
import { RelativeTime } from '../ui/time.tsx'

/** Daemons with health, memory, uptime and restarts. */
export function PartList({ parts }: { parts: readonly PartHealth[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-line border-b text-left [&>th]:px-4 [&>th]:py-2 [&>th]:font-normal sm:[&>th]:px-5">
            <th scope="col" className="label-caps">
              Part
            </th>
            <th scope="col" className="label-caps">
              Health
            </th>
            <th scope="col" className="label-caps text-right!">
              Memory
            </th>
            <th scope="col" className="label-caps text-right!">
              Up for
            </th>
            <th scope="col" className="label-caps text-right!">
              Restarts
            </th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <PartRow key={part.name} part={part} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function PartRow({ part }: { part: PartHealth }) {
  return (
    <tr className="border-line border-b last:border-0 [&>*]:px-4 [&>*]:py-2.5 sm:[&>*]:px-5">
      <th scope="row" className="whitespace-nowrap text-left font-medium">
        {part.name}
      </th>
      <td>
        <StateDot tone={part.healthy ? 'good' : 'bad'}>{part.healthy ? 'Healthy' : 'Not healthy'}</StateDot>
        {part.problem !== undefined && <span className="block max-w-md text-bad">{part.problem}</span>}
      </td>
      <td className="whitespace-nowrap text-right tabular-nums">
        {part.memoryBytes === undefined ? '–' : formatBytes(part.memoryBytes)}
      </td>
      <td className="whitespace-nowrap text-right tabular-nums">
        {part.uptimeSeconds === undefined ? '–' : formatDuration(part.uptimeSeconds * 1_000)}
      </td>
      <td className="whitespace-nowrap text-right tabular-nums">
        {part.restarts ?? 0}
        {part.lastRestartAt !== undefined && (
          <span className="block text-faint text-xs">
            <RelativeTime at={part.lastRestartAt} />
          </span>
        )}
      </td>
    </tr>
  )
}
