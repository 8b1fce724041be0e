import type { ShardState } from '@aipress/contract/shards.ts'
import { classNames } from '../ui/class-names.ts'
import { SHARD_STATES, shardStateLabel } from './shard-state.tsx'

interface StateFilterProps {
  counts: Partial<Record<ShardState, number>>
  value: ShardState | undefined
  onChange: (state: ShardState | undefined) => void
}

/** How many are in each state; a press shows only those, another all again. It is the map's legend too. */
export function StateFilter({ counts, value, onChange }: StateFilterProps) {
  // Retired ones are not in the map until they are asked for.
  const states = SHARD_STATES.filter(
    (state) => state === 'retired' || state === value || (counts[state] ?? 0) > 0,
  )
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">State</legend>
      {states.map((state) => (
        <button
          key={state}
          type="button"
          aria-pressed={state === value}
          onClick={() => onChange(state === value ? undefined : state)}
          className={classNames(
            'inline-flex items-center gap-2 rounded-lg border px-2.5 py-1.5 text-sm transition-colors',
            state === value
              ? 'border-ink bg-surface font-medium shadow-low'
              : 'border-line-strong bg-surface text-soft hover:text-ink',
          )}
        >
          <span aria-hidden data-state={state} className="shard-tile shard-tile-small" />
          {shardStateLabel(state)}
          {(state !== 'retired' || state === value) && (
            <span className="text-faint tabular-nums">{(counts[state] ?? 0).toLocaleString('en')}</span>
          )}
        </button>
      ))}
    </fieldset>
  )
}
