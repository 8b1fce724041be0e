import type { NearLimit } from '@aipress/contract/sites.ts'
import { Badge } from '../ui/badge.tsx'
import { OVER_PERCENT, toneOf } from './limit-words.ts'

/** A mark for sites that come near a limit or have passed it; nothing for all others. */
export function NearLimitsBadge({ limits = [] }: { limits?: readonly NearLimit[] | undefined }) {
  const highest = limits.toSorted((a, b) => b.usedPercent - a.usedPercent)[0]
  if (highest === undefined) return null
  const all = limits.map(({ of, usedPercent }) => `${usedPercent} % of ${of}`).join(', ')
  const isOver = highest.usedPercent >= OVER_PERCENT
  return (
    <span title={all} className="whitespace-nowrap">
      <Badge tone={toneOf(highest.usedPercent)}>
        {isOver ? `Over ${highest.of}` : `${highest.of} ${highest.usedPercent} %`}
      </Badge>
    </span>
  )
}
