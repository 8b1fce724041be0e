import type { InsightPoint, SiteInsights } from '@aipress/contract/insights.ts'
import { useMemo } from 'react'
import { formatBytes, formatDuration } from '../ui/format.ts'
import { type ChartSeries, TimeChart } from './time-chart.tsx'

const HOUR_SECONDS = 3_600

export type ChartName = 'visits' | 'latency' | 'errors' | 'cache' | 'requests' | 'bandwidth'

interface ChartOf {
  title: string
  least: number
  words: (value: number) => string
  series: { label: string; of: Of; look: Pick<ChartSeries, 'tone' | 'bars' | 'dashed'> }[]
}
type Of = (point: InsightPoint | undefined) => number | null

const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 })
const percent = (value: number) => `${number(value)} %`

/** What was not asked for did not happen; how long nothing took is nothing. */
const CHARTS: Record<ChartName, ChartOf> = {
  visits: {
    title: 'Visits',
    least: 4,
    words: number,
    series: [{ label: 'Visits', of: (point) => point?.visits ?? 0, look: { tone: '--accent', bars: true } }],
  },
  latency: {
    title: 'Latency of what PHP makes',
    least: 100,
    words: formatDuration,
    series: [
      { label: '95 % within', of: (point) => point?.p95Ms ?? null, look: { tone: '--accent' } },
      {
        label: 'Half within',
        of: (point) => point?.p50Ms ?? null,
        look: { tone: '--ink-faint', dashed: true },
      },
    ],
  },
  errors: {
    title: 'Failed requests',
    least: 4,
    words: number,
    series: [{ label: 'Failed', of: (point) => point?.failed ?? 0, look: { tone: '--bad', bars: true } }],
  },
  cache: {
    title: 'Pages from the cache',
    least: 100,
    words: percent,
    series: [{ label: 'From the cache', of: (point) => point?.hitPercent ?? null, look: { tone: '--good' } }],
  },
  requests: {
    title: 'Requests',
    least: 4,
    words: number,
    series: [
      { label: 'Requests', of: (point) => point?.requests ?? 0, look: { tone: '--ink-faint', bars: true } },
    ],
  },
  bandwidth: {
    title: 'Bandwidth',
    least: 1_000,
    words: formatBytes,
    series: [
      { label: 'Sent', of: (point) => point?.bandwidthBytes ?? 0, look: { tone: '--ink-faint', bars: true } },
    ],
  },
}

/** One figure of a site over the time that was asked for. */
export function InsightChart({ name, insights }: { name: ChartName; insights: SiteInsights }) {
  const { title, least, words, series } = CHARTS[name]
  const { times, drawn } = useMemo(() => {
    const steps = timesOf(insights)
    const points = new Map(insights.points.map((point) => [Date.parse(point.at) / 1_000, point]))
    return {
      times: steps,
      drawn: series.map(
        ({ label, of, look }): ChartSeries => ({
          label,
          ...look,
          values: steps.map((time) => of(points.get(time))),
        }),
      ),
    }
  }, [insights, series])
  return (
    <TimeChart title={title} times={times} step={insights.step} series={drawn} words={words} least={least} />
  )
}

/** In seconds; each step that was asked for, whether anything came in it or not. */
function timesOf({ from, to, step }: SiteInsights): number[] {
  const seconds = step === 'hour' ? HOUR_SECONDS : 24 * HOUR_SECONDS
  const first = Date.parse(from) / 1_000
  const count = Math.max(1, Math.round((Date.parse(to) / 1_000 - first) / seconds))
  return Array.from({ length: count }, (_, index) => first + index * seconds)
}
