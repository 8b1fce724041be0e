import type { SiteSort } from '@aipress/contract/sites.ts'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { classNames } from '../ui/class-names.ts'

export interface SiteOrder {
  by: z.infer<typeof SiteSort>
  descending: boolean
}

interface HeadProps {
  className?: string
  sorted?: 'ascending' | 'descending' | undefined
  children: ReactNode
}

export function Head({ className, sorted, children }: HeadProps) {
  return (
    <th
      scope="col"
      aria-sort={sorted}
      className={classNames('label-caps whitespace-nowrap px-3 py-2 first:pl-4 last:pr-4', className)}
    >
      {children}
    </th>
  )
}

export function sortedBy(order: SiteOrder | undefined, ...columns: SiteOrder['by'][]): HeadProps['sorted'] {
  if (order === undefined || !columns.includes(order.by)) return undefined
  return order.descending ? 'descending' : 'ascending'
}

interface SortableProps {
  by: SiteOrder['by']
  label: string
  order: SiteOrder | undefined
  onOrder: ((order: SiteOrder) => void) | undefined
}

export function Sortable({ by, label, order, onOrder }: SortableProps) {
  if (order === undefined || onOrder === undefined) return label
  const active = order.by === by
  const Arrow = order.descending ? ArrowDown : ArrowUp
  return (
    <button
      type="button"
      // The newest are sought more often than the oldest.
      onClick={() => onOrder({ by, descending: active ? !order.descending : by === 'created' })}
      className={classNames('uppercase tracking-[inherit] hover:text-ink', active && 'text-ink')}
    >
      {label}
      {active && <Arrow size={12} aria-hidden className="ml-0.5 inline align-[-1px]" />}
    </button>
  )
}
