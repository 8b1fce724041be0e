import { useCallback } from 'react'
import { Failure } from '../ui/failure.tsx'
import { useVirtualRows } from '../ui/use-virtual-rows.ts'
import { COLUMNS_MAX, SiteRow, SiteRowToCome } from './site-row.tsx'
import { type SiteColumns, SiteTableFrame } from './site-table.tsx'
import type { SiteOrder } from './site-table-head.tsx'
import type { SitesSearch } from './sites-search.ts'
import { useSitePages } from './use-site-pages.ts'

/** Until the first row has been measured. */
const ROW_HEIGHT_PX = 65

interface FleetTableProps {
  asked: Omit<SitesSearch, 'dialog'>
  total: number
  columns: SiteColumns
  order: SiteOrder
  onOrder: (order: SiteOrder) => void
}

/** All sites as one table to scroll through, however many: a few dozen rows of it are in the page. */
export function FleetTable({ asked, total, columns, order, onOrder }: FleetTableProps) {
  const scroller = useCallback(() => document.getElementById('page'), [])
  const { start, end, beforePx, afterPx, body } = useVirtualRows({
    count: total,
    scroller,
    rowHeightPx: ROW_HEIGHT_PX,
  })
  const { siteAt, error, refetch } = useSitePages(asked, start, end)
  const rows = Array.from({ length: end - start }, (_, index) => start + index)
  return (
    <>
      <SiteTableFrame columns={columns} order={order} onOrder={onOrder} rowCount={total + 1} body={body}>
        <Room heightPx={beforePx} />
        {rows.map((row) => {
          const site = siteAt(row)
          // The head is the first row.
          const position = row + 2
          return site === undefined ? (
            <SiteRowToCome key={row} position={position} />
          ) : (
            <SiteRow key={row} site={site} position={position} {...columns} />
          )
        })}
        <Room heightPx={afterPx} />
      </SiteTableFrame>
      {error !== null && (
        <div className="sticky bottom-4 mt-4">
          <Failure error={error} onRetry={refetch} />
        </div>
      )}
    </>
  )
}

/** In place of rows that are not in the page. */
function Room({ heightPx }: { heightPx: number }) {
  if (heightPx <= 0) return null
  return (
    <tr aria-hidden>
      <td colSpan={COLUMNS_MAX} style={{ height: heightPx }} />
    </tr>
  )
}
