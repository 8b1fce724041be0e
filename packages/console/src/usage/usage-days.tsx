import type { DayOfUsage } from '@aipress/contract/usage.ts'
import { useState } from 'react'
import { classNames } from '../ui/class-names.ts'
import { formatBytes, formatDate } from '../ui/format.ts'

const DAY_MS = 86_400_000
const DAYS_SHOWN = 30

type Measure = 'visits' | 'bandwidthBytes'

const MEASURES: { measure: Measure; label: string; words: (amount: number) => string }[] = [
  { measure: 'visits', label: 'Visits', words: (amount) => `${amount.toLocaleString('en')} visits` },
  { measure: 'bandwidthBytes', label: 'Bandwidth', words: formatBytes },
]

/** A column for each of the last thirty days, those without a visitor included. */
export function UsageDays({ days }: { days: readonly DayOfUsage[] }) {
  const [chosen, setChosen] = useState<Measure>('visits')
  const { words } = MEASURES.find(({ measure }) => measure === chosen) ?? { words: String }
  const columns = lastDays(days)
  const most = Math.max(1, ...columns.map((day) => day[chosen]))
  return (
    <figure>
      <figcaption className="mb-2 flex flex-wrap items-center justify-between gap-3 text-sm">
        <span className="text-soft">The last {DAYS_SHOWN} days (UTC)</span>
        <span className="flex gap-4">
          {MEASURES.map(({ measure, label }) => (
            <button
              key={measure}
              type="button"
              aria-pressed={measure === chosen}
              className="cursor-pointer text-soft hover:text-ink aria-pressed:font-medium aria-pressed:text-ink aria-pressed:underline aria-pressed:underline-offset-4"
              onClick={() => setChosen(measure)}
            >
              {label}
            </button>
          ))}
        </span>
      </figcaption>
      <ol className="flex h-24 items-end gap-0.5">
        {columns.map((day) => (
          <li
            key={day.date}
            className="relative flex h-full min-w-0 flex-1 items-end rounded-sm hover:bg-sunken"
            title={`${formatDate(day.date)}: ${words(day[chosen])}`}
          >
            <span className="sr-only">
              {formatDate(day.date)}: {words(day[chosen])}
            </span>
            <span
              aria-hidden
              className={classNames('w-full rounded-sm', day[chosen] === 0 ? 'bg-line' : 'bg-ink/60')}
              style={{ height: day[chosen] === 0 ? '2px' : `${Math.max(4, (100 * day[chosen]) / most)}%` }}
            />
          </li>
        ))}
      </ol>
    </figure>
  )
}

function lastDays(days: readonly DayOfUsage[]): DayOfUsage[] {
  const known = new Map(days.map((day) => [day.date, day]))
  return Array.from({ length: DAYS_SHOWN }, (_, index) => {
    const date = new Date(Date.now() - (DAYS_SHOWN - 1 - index) * DAY_MS).toISOString().slice(0, 10)
    return known.get(date) ?? { date, visits: 0, bandwidthBytes: 0, requests: 0 }
  })
}
