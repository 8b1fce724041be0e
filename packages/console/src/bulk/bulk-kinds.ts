import type { RawInputOf } from '@aipress/contract/action.ts'
import type { BulkKind, previewBulk } from '@aipress/contract/bulk.ts'
import { Label } from '@aipress/contract/sites.ts'
import type { Tier } from '@aipress/contract/tiers.ts'

interface KindWords {
  label: string
  /** What it means for each site and its visitors. */
  hint: string
  /** Visitors lose something: the kind must be typed. */
  hurts: boolean
}

export const BULK_KINDS: Record<BulkKind, KindWords> = {
  move: { label: 'Move', hint: 'To another shard, while they serve. Visitors notice nothing.', hurts: false },
  tier: { label: 'Tier', hint: 'Changes what they cost and their limits.', hurts: false },
  label: { label: 'Label', hint: 'Puts a label on. For your own groups of sites.', hurts: false },
  unlabel: {
    label: 'Unlabel',
    hint: 'Takes a label off. The sites themselves stay as they are.',
    hurts: false,
  },
  resume: { label: 'Resume', hint: 'Brings suspended sites back online as they were.', hurts: false },
  suspend: { label: 'Suspend', hint: 'Takes them offline. Everything is kept.', hurts: true },
  delete: { label: 'Delete', hint: 'Offline at once; gone for good after 7 days.', hurts: true },
}

/** What is chosen in the dialog; only what the kind needs is sent. */
export interface BulkChoice {
  kind: BulkKind
  to: string
  newTier: Tier
  newLabel: string
}

type BulkWhat = Pick<RawInputOf<typeof previewBulk>, 'kind' | 'to' | 'newTier' | 'newLabel'>

/** Undefined while something that the kind needs is missing. */
export function whatOf({ kind, to, newTier, newLabel }: BulkChoice): BulkWhat | undefined {
  switch (kind) {
    case 'move':
      return to.trim() === '' ? { kind } : { kind, to: to.trim() }
    case 'tier':
      return { kind, newTier }
    case 'label':
    case 'unlabel': {
      const label = Label.safeParse(newLabel)
      return label.success ? { kind, newLabel: label.data } : undefined
    }
    default:
      return { kind }
  }
}
