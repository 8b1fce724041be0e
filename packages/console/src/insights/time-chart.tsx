import { type KeyboardEvent, lazy, Suspense, useState } from 'react'
import { ScrollBox } from '../ui/scroll-box.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { momentWords } from './moment-words.ts'

/** The library that draws comes once a chart is looked at; until then its place is kept. */
const Plot = lazy(async () => ({ default: (await import('../charts/plot.tsx')).Plot }))

export interface ChartSeries {
  readonly label: string
  /** As long as `times`; null where there is nothing to show. */
  readonly values: readonly (number | null)[]
  /** The name of the colour, as `app.css` has it. */
  readonly tone: '--ink' | '--ink-faint' | '--accent' | '--bad' | '--good'
  readonly bars?: boolean
  readonly dashed?: boolean
}

export interface TimeChartProps {
  title: string
  /** In seconds, UTC, evenly apart. */
  times: readonly number[]
  step: 'hour' | 'day'
  series: readonly ChartSeries[]
  /** A value as people read it. */
  words: (value: number) => string
  /** The scale shows at least up to this. */
  least: number
}

/**
 * A figure over time. It is drawn for eyes, can be walked through with the arrow keys, is told step by step to screen
 * readers, and is there as a table.
 */
export function TimeChart({ title, times, step, series, words, least }: TimeChartProps) {
  const [at, setAt] = useState<number>()
  const [asTable, setAsTable] = useState(false)
  const move = (event: KeyboardEvent) => {
    const next = placeAfter(event.key, at, times.length)
    if (next === undefined) return
    event.preventDefault()
    setAt(next === -1 ? undefined : next)
  }
  const shown = at === undefined ? undefined : times[at]
  const say = (place: number) =>
    series.map(({ label, values }) => `${label} ${valueWords(values[place], words)}`).join(', ')
  const told =
    at === undefined || shown === undefined
      ? 'Use the arrow keys to walk through it'
      : `${momentWords(shown, step)}: ${say(at)}`
  const few = fewWords(series, (place) => `${momentWords(times[place] ?? 0, step)}: ${say(place)}`)
  return (
    <figure className="min-w-0">
      <figcaption className="mb-2 flex items-baseline justify-between gap-x-4">
        <h3 className="text-[1.06rem]">{title}</h3>
        <button
          type="button"
          aria-pressed={asTable}
          aria-label={`${title} as a table`}
          className="cursor-pointer text-faint text-sm hover:text-ink aria-pressed:text-ink aria-pressed:underline aria-pressed:underline-offset-4"
          onClick={() => setAsTable(!asTable)}
        >
          Table
        </button>
      </figcaption>
      {asTable ? (
        <ChartTable {...{ title, times, step, series, words }} />
      ) : (
        <>
          <div
            role="slider"
            tabIndex={0}
            aria-label={title}
            aria-valuemin={0}
            aria-valuemax={Math.max(0, times.length - 1)}
            aria-valuenow={at ?? 0}
            aria-valuetext={told}
            className="rounded-md"
            onKeyDown={move}
            onBlur={() => setAt(undefined)}
            onPointerLeave={() => setAt(undefined)}
          >
            <Suspense fallback={<Skeleton className="h-42" />}>
              <Plot {...{ times, series, step, least, at }} axisWords={words} onPoint={setAt} />
            </Suspense>
          </div>
          <div className="min-h-5 text-soft text-xs tabular-nums">
            {shown === undefined ? <Legend series={series} /> : <p aria-hidden>{told}</p>}
            {shown === undefined && few !== undefined && <p>{few}</p>}
          </div>
        </>
      )}
    </figure>
  )
}

/** What there is too little of to be seen as a line; what is counted is never missing. */
function fewWords(series: readonly ChartSeries[], say: (place: number) => string): string | undefined {
  const [first] = series
  if (first === undefined || first.bars) return undefined
  const places = first.values.flatMap((value, place) => (value === null ? [] : [place]))
  const [only] = places
  if (only === undefined) return 'Nothing was measured in this time.'
  return places.length === 1 ? `There is one measurement. ${say(only)}` : undefined
}

/** -1 for none; undefined for keys that mean nothing here. */
function placeAfter(key: string, at: number | undefined, count: number): number | undefined {
  const last = count - 1
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(last, (at ?? -1) + 1)
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, (at ?? count) - 1)
    case 'Home':
      return 0
    case 'End':
      return last
    case 'Escape':
      return -1
    default:
      return undefined
  }
}

const valueWords = (value: number | null | undefined, words: (value: number) => string) =>
  value === null || value === undefined ? 'none' : words(value)

function Legend({ series }: { series: readonly ChartSeries[] }) {
  if (series.length < 2) return null
  return (
    <ul className="flex flex-wrap gap-x-4">
      {series.map(({ label, tone, dashed = false }) => (
        <li key={label} className="flex items-center gap-1.5">
          <span
            aria-hidden
            className="w-4 border-t-2"
            style={{ borderColor: `var(${tone})`, borderStyle: dashed ? 'dashed' : 'solid' }}
          />
          {label}
        </li>
      ))}
    </ul>
  )
}

function ChartTable({ title, times, step, series, words }: Omit<TimeChartProps, 'least'>) {
  return (
    <ScrollBox label={title} className="max-h-64 overflow-auto rounded-lg border border-line">
      <table className="w-full text-sm tabular-nums">
        <thead className="sticky top-0 bg-surface">
          <tr className="border-line border-b text-left">
            <th scope="col" className="px-3 py-1.5 font-medium">
              {step === 'hour' ? 'Hour (UTC)' : 'Day (UTC)'}
            </th>
            {series.map(({ label }) => (
              <th key={label} scope="col" className="px-3 py-1.5 text-right font-medium">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((time, index) => (
            <tr key={time} className="border-line border-b last:border-0">
              <th scope="row" className="whitespace-nowrap px-3 py-1 text-left font-normal text-soft">
                {momentWords(time, step)}
              </th>
              {series.map(({ label, values }) => (
                <td key={label} className="px-3 py-1 text-right">
                  {valueWords(values[index], words)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}
