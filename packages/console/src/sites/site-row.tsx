import type { Site } from '@aipress/contract/sites.ts'
import { Link } from '@tanstack/react-router'
import { Pin } from 'lucide-react'
import { memo } from 'react'
import { ShardLink } from '../shards/shard-link.tsx'
import { HealthDot } from '../shards/shard-state.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatUsd } from '../ui/format.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { NearLimitsBadge } from '../usage/near-limits-badge.tsx'
import { LabelList } from './label-list.tsx'
import { addressOf, refOf, SiteStateDot, SiteTile, TIER_LABELS } from './site-state.tsx'

/** Columns come as there is room for them; what has none stands under the title. */
export const FROM = {
  md: '@xl:table-cell hidden',
  lg: '@3xl:table-cell hidden',
  xl: '@5xl:table-cell hidden',
} as const

/** All rows are of one height, so that a list of 50,000 knows where each of them is. */
const ROW = 'h-[5.6rem] @xl:h-[4.3rem] border-line border-b last:border-0'

interface SiteRowProps {
  site: Site
  everyAccount: boolean
  places: boolean
  /** In a list of which only a part is in the page: counted from 1, the head being the first. */
  position?: number
}

/** As many as there are; a cell may span more than there is room for. */
export const COLUMNS_MAX = 9

export const SiteRow = memo(function SiteRow({ site, everyAccount, places, position }: SiteRowProps) {
  return (
    <tr
      aria-rowindex={position}
      className={classNames(
        ROW,
        'relative transition-colors hover:bg-sunken/60 [&>*]:px-3 [&>*:first-child]:pl-4 [&>*:last-child]:pr-4',
      )}
    >
      <th scope="row" className="w-full max-w-0 text-left font-normal">
        <span className="flex items-center gap-3">
          <SiteTile site={site} size="small" />
          <span className="min-w-0 flex-1">
            <Link
              to="/sites/$name"
              params={{ name: refOf(site) }}
              className="block truncate font-medium font-serif text-[1.06rem] leading-snug after:absolute after:inset-0"
            >
              {site.title}
            </Link>
            <span className="block truncate text-soft">{addressOf(site.url)}</span>
            <span className="block @xl:hidden truncate text-faint">
              {[TIER_LABELS[site.tier], places && site.shardId, ...site.labels].filter(Boolean).join(' · ')}
            </span>
          </span>
        </span>
      </th>
      {everyAccount && (
        <td className={FROM.xl}>
          <span className="block max-w-36 truncate" title={site.accountName}>
            {site.accountName}
          </span>
        </td>
      )}
      <td>
        <SiteStateDot state={site.state} />
        {site.nearLimits !== undefined && (
          <span className="block">
            <NearLimitsBadge limits={site.nearLimits} />
          </span>
        )}
        {site.health !== 'healthy' && (
          <span className="block @xl:hidden">
            <HealthDot health={site.health} />
          </span>
        )}
      </td>
      <td className={FROM.md}>
        <HealthDot health={site.health} />
      </td>
      <td className={FROM.lg} title={`${formatUsd(site.costUsdPerMonth)} a month`}>
        {TIER_LABELS[site.tier]}
      </td>
      {places && (
        <td className={FROM.md}>
          <span className="relative inline-flex items-center gap-1 whitespace-nowrap">
            <ShardLink shardId={site.shardId} />
            {site.pinned && (
              <span title="Pinned to its shard">
                <Pin size={12} aria-hidden className="text-faint" />
                <span className="sr-only">pinned</span>
              </span>
            )}
          </span>
          <span className="block whitespace-nowrap text-faint text-xs">{site.region}</span>
        </td>
      )}
      <td className={classNames(FROM.lg, 'tabular-nums')}>{site.wordpressVersion}</td>
      <td className={FROM.lg}>
        <LabelList labels={site.labels} />
      </td>
      <td className={classNames(FROM.lg, 'text-faint')}>
        <When site={site} />
      </td>
    </tr>
  )
})

/** In place of a site that is still on its way. */
export function SiteRowToCome({ position }: { position: number }) {
  return (
    <tr aria-rowindex={position} className={ROW}>
      <td colSpan={COLUMNS_MAX} className="px-4">
        <span className="flex items-center gap-3">
          <Skeleton className="size-8" />
          <span className="flex-1 space-y-2">
            <Skeleton className="h-3.5 w-2/5" />
            <Skeleton className="h-3 w-1/4" />
          </span>
        </span>
      </td>
    </tr>
  )
}

function When({ site }: { site: Site }) {
  if (site.state !== 'deleted' || site.undeletableUntil === undefined)
    return <RelativeTime at={site.createdAt} />
  return (
    <>
      gone <RelativeTime at={site.undeletableUntil} />
    </>
  )
}
