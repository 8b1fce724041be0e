import type { Site } from '@aipress/contract/sites.ts'
import type { ReactNode, Ref } from 'react'
import { may, seesOtherAccounts, useMe } from '../sign-in/session.ts'
import { FROM, SiteRow } from './site-row.tsx'
import { Head, type SiteOrder, Sortable, sortedBy } from './site-table-head.tsx'

/** A few sites as a table. */
export function SiteTable({
  sites,
  withoutShard = false,
}: {
  sites: readonly Site[]
  withoutShard?: boolean
}) {
  const columns = useColumns(withoutShard)
  return (
    <SiteTableFrame columns={columns}>
      {sites.map((site) => (
        <SiteRow key={site.siteId} site={site} {...columns} />
      ))}
    </SiteTableFrame>
  )
}

export interface SiteColumns {
  everyAccount: boolean
  places: boolean
}

/** Where all sites are on one shard, saying so in each row is noise. */
export function useColumns(withoutShard = false): SiteColumns {
  const me = useMe()
  return { everyAccount: seesOtherAccounts(me), places: may(me, 'platform:read') && !withoutShard }
}

interface SiteTableFrameProps {
  columns: SiteColumns
  /** Present where the order can be changed. */
  order?: SiteOrder
  onOrder?: (order: SiteOrder) => void
  /** Rows with the head, where not all of them are in the page. */
  rowCount?: number
  body?: Ref<HTMLTableSectionElement>
  children: ReactNode
}

export function SiteTableFrame({ columns, order, onOrder, rowCount, body, children }: SiteTableFrameProps) {
  const sortBy = (by: SiteOrder['by'], label: string) => (
    <Sortable by={by} label={label} order={order} onOrder={onOrder} />
  )
  return (
    <div className="@container overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      <table className="w-full text-sm" aria-rowcount={rowCount}>
        <thead className="max-sm:sr-only">
          <tr className="border-line border-b text-left">
            <Head sorted={sortedBy(order, 'title', 'name')}>
              {sortBy('title', 'Title')}
              {order !== undefined && <span className="mx-1.5 text-line-strong">/</span>}
              {order !== undefined && sortBy('name', 'Address')}
            </Head>
            {columns.everyAccount && <Head className={FROM.xl}>Account</Head>}
            <Head>State</Head>
            <Head className={FROM.md}>Health</Head>
            <Head className={FROM.lg}>Tier</Head>
            {columns.places && (
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
        <tbody ref={body}>{children}</tbody>
      </table>
    </div>
  )
}
