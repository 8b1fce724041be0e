import type { Reason, SiteInsights, SlowPath, TrafficFigures } from '@aipress/contract/insights.ts'
import { Card } from '../ui/card.tsx'
import { Figure } from '../ui/figure.tsx'
import { formatBytes, formatDuration } from '../ui/format.ts'
import { coveredWords } from './moment-words.ts'

const number = (value: number) => value.toLocaleString('en')
const NONE = '–'

/** The sums of the time beside those of before. */
export function InsightFigures({ total, before }: Pick<SiteInsights, 'total' | 'before'>) {
  const then = (words: (figures: TrafficFigures) => string) =>
    before.requests === 0 ? 'nothing before' : `before: ${words(before)}`
  const figures: [string, (figures: TrafficFigures) => string][] = [
    ['Visits', ({ visits }) => number(visits)],
    ['Requests', ({ requests }) => number(requests)],
    ['95 % within', ({ p95Ms }) => (p95Ms === undefined ? NONE : formatDuration(p95Ms))],
    [
      'Failed',
      ({ failed, failedPercent }) => (failed === 0 ? '0' : `${number(failed)} (${failedPercent ?? 0} %)`),
    ],
    ['From the cache', ({ hitPercent }) => (hitPercent === undefined ? NONE : `${hitPercent} %`)],
    ['Bandwidth', ({ bandwidthBytes }) => formatBytes(bandwidthBytes)],
  ]
  return (
    <Card className="@container overflow-hidden">
      <dl className="grid @3xl:grid-cols-6 @md:grid-cols-3 grid-cols-2">
        {figures.map(([name, words]) => (
          <Figure key={name} name={name} value={words(total)}>
            {then(words)}
          </Figure>
        ))}
      </dl>
    </Card>
  )
}

export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  return (
    <ul className="list-disc space-y-1.5 pl-5">
      {reasons.map(({ kind, text }) => (
        <li key={kind} className="break-words">
          {text}
        </li>
      ))}
    </ul>
  )
}

/** Where figures come from, and of when they are. */
export function SourceNote(answer: Pick<SiteInsights, 'from' | 'to' | 'step' | 'source'>) {
  return (
    <p className="mt-3 text-faint text-sm">
      {coveredWords(answer)}. Source: {answer.source}.
    </p>
  )
}

export function SlowPathTable({ paths }: { paths: readonly SlowPath[] }) {
  return (
    <div className="overflow-x-auto rounded-xl border border-line bg-surface shadow-low">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-line border-b text-left">
            <th scope="col" className="px-4 py-2 font-medium">
              Path
            </th>
            {['Times', 'On average', 'Longest'].map((name) => (
              <th key={name} scope="col" className="whitespace-nowrap px-4 py-2 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {paths.map(({ path, count, meanMs, maxMs }) => (
            <tr key={path} className="border-line border-b last:border-0">
              <th scope="row" className="break-all px-4 py-2 text-left font-mono font-normal text-[0.83rem]">
                {path}
              </th>
              <td className="px-4 py-2 text-right">{number(count)}</td>
              <td className="whitespace-nowrap px-4 py-2 text-right">{formatDuration(meanMs)}</td>
              <td className="whitespace-nowrap px-4 py-2 text-right">{formatDuration(maxMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
