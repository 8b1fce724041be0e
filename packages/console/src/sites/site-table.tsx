import type { Site } from '@aipress/contract/sites.ts'
import { Link } from '@tanstack/react-router'
import { Pin } from 'lucide-react'
import { ShardLink } from '../shards/shard-link.tsx'
import { HealthDot } from '../shards/shard-state.tsx'
import { may, seesOtherAccounts, useMe } from '../sign-in/session.ts'
import { classNames } from '../ui/class-names.ts'
import { formatUsd } from '../ui/format.ts'
import { RelativeTime } from '../ui/time.tsx'
import { NearLimitsBadge } from '../usage/near-limits-badge.tsx'
import { LabelList } from './label-list.tsx'
import { refOf } from './site-card.tsx'
import { addressOf, SiteStateDot, SiteTile, TIER_LABELS } from './site-state.tsx'
import { Head, type SiteOrder, Sortable, sortedBy } from './site-table-head.tsx'

interface SiteTableProps {
  sites: readonly Site[]
  /** Present where the order can be changed. */
  order?: SiteOrder
  onOrder?: (order: SiteOrder) => void
  /** Where all sites are on one shard, saying so in each row is noise. */
  withoutShard?: boolean
}

/** Columns come as there is room for them; what has none stands under the title. */
const FROM = {
  md: '@xl:table-cell hidden',
  lg: '@3xl:table-cell hidden',
  xl: '@5xl:table-cell hidden',
} as const

export function SiteTable({ sites, order, onOrder, withoutShard = false }: SiteTableProps) {
  const me = useMe()
  const everyAccount = seesOtherAccounts(me)
  const places = may(me, 'platform:read') && !withoutShard
  const sortBy = (by: SiteOrder['by'], label: string) => (
    <Sortable by={by} label={label} order={order} onOrder={onOrder} />
  )
  return (
    <div className="@container overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      <table className="w-full text-sm">
        <thead className="max-sm:sr-only">
          <tr className="border-line border-b text-left">
            <Head sorted={sortedBy(order, 'title', 'name')}>
              {sortBy('title', 'Title')}
              {order !== undefined && <span className="mx-1.5 text-line-strong">/</span>}
              {order !== undefined && sortBy('name', 'Address')}
            </Head>
            {everyAccount && <Head className={FROM.xl}>Account</Head>}
            <Head>State</Head>
            <Head className={FROM.md}>Health</Head>
            <Head className={FROM.lg}>Tier</Head>
            {places && (
              <Head className={FROM.md} sorted={sortedBy(order, 'shard')}>
                {sortBy('shard', 'Shard')}
              </Head>
            )}
            <Head className={FROM.lg}>Version</Head>
            <Head className={FROM.lg}>Labels</Head>
            <Head className={FROM.lg} sorted={sortedBy(order, 'created')}>
              {sortBy('created', 'Created')}
            </Head>
          </tr>
        </thead>
        <tbody>
          {sites.map((site) => (
            <SiteRow key={site.siteId} site={site} everyAccount={everyAccount} places={places} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface SiteRowProps {
  site: Site
  everyAccount: boolean
  places: boolean
}

function SiteRow({ site, everyAccount, places }: SiteRowProps) {
  return (
    <tr className="relative border-line border-b transition-colors last:border-0 hover:bg-sunken/60 [&>*]:px-3 [&>*]:py-2.5 [&>*:first-child]:pl-4 [&>*:last-child]:pr-4">
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
