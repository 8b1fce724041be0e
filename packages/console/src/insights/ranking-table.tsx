import type { RankBy, RankedSite, Ranking } from '@aipress/contract/insights.ts'
import { SLOW_MS } from '@aipress/contract/slowness.ts'
import { Link } from '@tanstack/react-router'
import { classNames } from '../ui/class-names.ts'
import { formatBytes, formatDuration } from '../ui/format.ts'
import { MissingNotice } from '../ui/missing-notice.tsx'
import { SourceNote } from './insight-parts.tsx'

const number = (value: number) => value.toLocaleString('en')

export const RANKINGS: Record<RankBy, { label: string; heading: string; none: string }> = {
  latency: {
    label: 'Latency',
    heading: '95 % within',
    none: 'Too little was made by PHP to rank sites by it.',
  },
  errors: { label: 'Failures', heading: 'Failed', none: 'No site has failed.' },
  'php-errors': { label: 'PHP errors', heading: 'Kinds', none: 'PHP has complained about nothing.' },
  cache: { label: 'Cache', heading: 'From the cache', none: 'Too few pages were asked for.' },
  visits: { label: 'Visits', heading: 'Visits', none: 'There were no visits.' },
  requests: { label: 'Requests', heading: 'Requests', none: 'Nothing was asked for.' },
  bandwidth: { label: 'Bandwidth', heading: 'Sent', none: 'Nothing was sent.' },
  storage: { label: 'Storage', heading: 'Storage', none: 'No storage was measured yet.' },
}

/** Sites in order, with what explains their places. */
export function RankingTable({ ranking }: { ranking: Ranking }) {
  const { by, items, range, missing } = ranking
  return (
    <>
      <MissingNotice groups={missing}>Its sites are not ranked until it is back.</MissingNotice>
      {items.length === 0 ? (
        <p className="text-soft italic">{RANKINGS[by].none}</p>
      ) : (
        <ol className="@container overflow-hidden rounded-xl border border-line bg-surface shadow-low">
          <li aria-hidden className="label-caps flex justify-between border-line border-b px-4 py-2 sm:px-5">
            <span>Site</span>
            <span>{RANKINGS[by].heading}</span>
          </li>
          {items.map((site, index) => (
            <RankedRow key={site.siteId} site={site} by={by} place={index + 1} range={range} />
          ))}
        </ol>
      )}
      <SourceNote {...ranking} />
    </>
  )
}

interface RankedRowProps {
  site: RankedSite
  by: RankBy
  place: number
  range: string
}

function RankedRow({ site, by, place, range }: RankedRowProps) {
  const isSlow = by === 'latency' && site.value >= SLOW_MS
  return (
    <li className="grid grid-cols-[1.6rem_minmax(0,1fr)_auto] gap-x-2 border-line border-b px-4 py-3 last:border-0 sm:px-5">
      <span aria-hidden className="text-faint tabular-nums">
        {place}
      </span>
      <Link
        to="/sites/$name/performance"
        params={{ name: site.siteName }}
        search={{ range }}
        className="truncate font-medium hover:underline"
      >
        {site.siteTitle}
      </Link>
      <span className={classNames('whitespace-nowrap tabular-nums', isSlow && 'font-medium text-bad')}>
        {valueWords(by, site)}
      </span>
      {site.reasons.length > 0 && (
        <ul className="col-span-2 col-start-2 mt-0.5 text-soft text-sm">
          {site.reasons.map(({ kind, text }) => (
            <li key={kind} className="break-words">
              {text}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

function valueWords(by: RankBy, { value, figures }: RankedSite): string {
  switch (by) {
    case 'latency':
      return formatDuration(value)
    case 'errors':
      return `${number(value)} (${figures.failedPercent ?? 0} %)`
    case 'cache':
      return `${figures.hitPercent ?? value} %`
    case 'bandwidth':
    case 'storage':
      return formatBytes(value)
    default:
      return number(value)
  }
}
