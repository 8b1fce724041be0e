import type { Bulk, BulkCounts, BulkState } from '@aipress/contract/bulk.ts'
import { StateDot, type Tone } from '../ui/badge.tsx'
import { classNames } from '../ui/class-names.ts'

export function bulkState({ state, counts }: Bulk): { label: string; tone: Tone } {
  if (state === 'done' && counts.failed > 0) return { label: `Done, ${counts.failed} failed`, tone: 'warn' }
  return STATES[state]
}

const STATES: Record<BulkState, { label: string; tone: Tone }> = {
  running: { label: 'Running', tone: 'active' },
  stopped: { label: 'Stopped', tone: 'warn' },
  done: { label: 'Done', tone: 'good' },
}

export const BULK_STATE_LABELS = Object.entries(STATES).map(([value, { label }]) => ({
  value: value as BulkState,
  label,
}))

export function BulkStateDot({ bulk }: { bulk: Bulk }) {
  const { label, tone } = bulkState(bulk)
  return <StateDot tone={tone}>{label}</StateDot>
}

const PARTS: { key: keyof BulkCounts; label: string; className: string }[] = [
  { key: 'succeeded', label: 'Done', className: 'bg-good' },
  { key: 'failed', label: 'Failed', className: 'bg-bad' },
  { key: 'skipped', label: 'Nothing to do', className: 'bg-line-strong' },
  { key: 'running', label: 'At work', className: 'bg-accent' },
  { key: 'waiting', label: 'Waiting', className: 'bg-sunken ring-1 ring-line-strong ring-inset' },
]

/** How far it is, by what became of each site. */
export function BulkBar({ bulk }: { bulk: Bulk }) {
  const { counts, title } = bulk
  const settled = counts.succeeded + counts.failed + counts.skipped
  return (
    <div
      role="progressbar"
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={counts.total}
      aria-valuenow={settled}
      className="flex h-2 overflow-hidden rounded-full bg-sunken"
    >
      {PARTS.filter(({ key }) => key !== 'waiting').map(({ key, className }) => (
        <div
          key={key}
          className={classNames(
            'transition-[width] duration-500',
            className,
            key === 'running' && bulk.state === 'running' && 'animate-breathe',
          )}
          style={{ width: `${counts.total === 0 ? 0 : (counts[key] / counts.total) * 100}%` }}
        />
      ))}
    </div>
  )
}

/** The bar's legend, with a number each; what is nought and means nothing is left out. */
export function BulkCountList({ counts }: { counts: BulkCounts }) {
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {PARTS.filter(({ key }) => counts[key] > 0 || key === 'succeeded').map(({ key, label, className }) => (
        <div key={key} className="flex items-center gap-1.5">
          <span aria-hidden className={classNames('size-2 rounded-full', className)} />
          <dt className="text-soft">{label}</dt>
          <dd className="tabular-nums">{counts[key].toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  )
}
