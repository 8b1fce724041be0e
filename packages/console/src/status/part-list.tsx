import type { PartHealth } from '@aipress/contract/shards.ts'
import { StateDot } from '../ui/badge.tsx'
import { formatBytes, formatDuration, formatLatency } from '../ui/format.ts'
import { RelativeTime } from '../ui/time.tsx'

/** A column for wide places. */
const FIGURE = '@xl:table-cell hidden whitespace-nowrap text-right tabular-nums'

/** Daemons with health, memory, uptime and restarts. Where there is little room, the figures stand under the name. */
export function PartList({ parts }: { parts: readonly PartHealth[] }) {
  return (
    <div className="@container">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-line border-b text-left [&>th]:px-4 [&>th]:py-2 [&>th]:font-normal sm:[&>th]:px-5">
            <th scope="col" className="label-caps">
              Part
            </th>
            <th scope="col" className="label-caps">
              Health
            </th>
            <th scope="col" className={`label-caps text-right! ${FIGURE}`}>
              Memory
            </th>
            <th scope="col" className={`label-caps text-right! ${FIGURE}`}>
              Latency
            </th>
            <th scope="col" className={`label-caps text-right! ${FIGURE}`}>
              Up for
            </th>
            <th scope="col" className={`label-caps text-right! ${FIGURE}`}>
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
  const memory = part.memoryBytes === undefined ? undefined : formatBytes(part.memoryBytes)
  const uptime = part.uptimeSeconds === undefined ? undefined : formatDuration(part.uptimeSeconds * 1_000)
  const latency = part.latencyMs === undefined ? undefined : formatLatency(part.latencyMs)
  const figures = [memory, latency, uptime && `up for ${uptime}`, part.restarts && restartsOf(part.restarts)]
  return (
    <tr className="border-line border-b align-top last:border-0 [&>*]:px-4 [&>*]:py-2.5 sm:[&>*]:px-5">
      <th scope="row" className="break-words text-left font-medium">
        {part.name}
        <span className="block @xl:hidden font-normal text-faint text-xs">
          {figures.filter(Boolean).join(', ')}
        </span>
      </th>
      <td>
        <StateDot tone={part.healthy ? 'good' : 'bad'}>{part.healthy ? 'Healthy' : 'Not healthy'}</StateDot>
        {part.problem !== undefined && (
          <span className="block max-w-md break-words text-bad">{part.problem}</span>
        )}
      </td>
      <td className={FIGURE}>{memory ?? '–'}</td>
      <td className={FIGURE}>{latency ?? '–'}</td>
      <td className={FIGURE}>{uptime ?? '–'}</td>
      <td className={FIGURE}>
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

function restartsOf(restarts: number): string {
  return `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`
}
