import type { CronRun, ScheduledEvent } from '@aipress/contract/cron.ts'
import type { ReactNode } from 'react'
import { Badge, StateDot, type Tone } from '../ui/badge.tsx'
import { formatDuration } from '../ui/format.ts'
import { RelativeTime } from '../ui/time.tsx'

const LIST = 'overflow-hidden rounded-xl border border-line bg-surface shadow-low'
const ROW =
  'flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2.5 last:border-0 sm:px-5'

interface EventListProps {
  events: readonly ScheduledEvent[]
  /** By hook, how many times in a row it failed. */
  failing: ReadonlyMap<string, number>
  actions?: (event: ScheduledEvent) => ReactNode
}

export function EventList({ events, failing, actions }: EventListProps) {
  return (
    <ul className={LIST}>
      {events.map((event) => {
        const times = failing.get(event.hook)
        return (
          <li key={`${event.dueAt} ${event.hook} ${event.args}`} className={ROW}>
            <div className="min-w-0 flex-1">
              <p className="break-all font-mono text-sm">{event.hook}</p>
              <p className="break-all text-soft text-sm">
                Due <RelativeTime at={event.dueAt} />
                {event.intervalSeconds === undefined
                  ? ', once'
                  : `, every ${intervalWords(event.intervalSeconds)}`}
                {event.args !== '[]' && `, with ${event.args}`}
              </p>
            </div>
            {times !== undefined && (
              <Badge tone="bad">{times === 1 ? 'Failed' : `Failed ${times} times`}</Badge>
            )}
            {actions?.(event)}
          </li>
        )
      })}
    </ul>
  )
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** `day`, `12 hours`, `90 seconds`. */
function intervalWords(seconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => seconds % each === 0) ?? ['second', 1]
  const count = seconds / size
  return count === 1 ? unit : `${count} ${unit}s`
}

const TONES: Record<CronRun['outcome'], Tone> = { succeeded: 'good', failed: 'bad', interrupted: 'warn' }
const WORDS: Record<CronRun['outcome'], string> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  interrupted: 'Interrupted',
}

export function CronRunList({ runs }: { runs: readonly CronRun[] }) {
  return (
    <ul className={LIST}>
      {runs.map((run) => (
        <li key={run.startedAt} className={ROW}>
          <div className="min-w-0 flex-1">
            <CronRunText run={run} />
          </div>
          <span className="text-soft text-sm">
            <RelativeTime at={run.startedAt} />, {formatDuration(run.durationMs)}
            {run.trigger === 'asked' && ', asked for'}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** What ran, and what went wrong with it. */
export function CronRunText({ run }: { run: CronRun }) {
  const problems = run.events.filter(({ problem }) => problem !== undefined)
  return (
    <>
      <StateDot tone={TONES[run.outcome]}>{WORDS[run.outcome]}</StateDot>
      {run.events.length > 0 && (
        <p className="break-all font-mono text-sm">{run.events.map(({ hook }) => hook).join(', ')}</p>
      )}
      {problems.map(({ hook, problem }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the events of a run never change
        <p key={index} className="break-words text-bad text-sm">
          {hook}: {problem}
        </p>
      ))}
      {run.problem !== undefined && problems.length === 0 && (
        <p className="break-words text-bad text-sm">{run.problem}</p>
      )}
    </>
  )
}
