import type { LimitKind, Tier } from '@aipress/contract'
import { type TierLimits, type UsedAmounts, usedOf } from './usage.ts'

export interface WarningWords {
  readonly subject: string
  readonly text: string
}

interface Told {
  readonly name: string
  readonly title: string
  readonly tier: Tier
  readonly used: UsedAmounts
  readonly limits: TierLimits
  readonly kind: LimitKind
  readonly percent: number
}

const gigabytes = (bytes: number) =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`

const OF: Record<LimitKind, (amounts: UsedAmounts | TierLimits) => [amount: number, words: string]> = {
  storage: ({ storageBytes }) => [storageBytes, gigabytes(storageBytes)],
  bandwidth: ({ bandwidthBytes }) => [bandwidthBytes, gigabytes(bandwidthBytes)],
  visits: ({ visits }) => [visits, visits.toLocaleString('en')],
}

/** What happens next, so that nobody has to ask: only uploads ever stop. */
const NEXT: Record<LimitKind, { near: string; over: string }> = {
  storage: {
    near: 'At 100 % WordPress takes no further uploads; everything else goes on as before.',
    over: 'WordPress takes no further uploads until some media are deleted or the site has a larger tier. Visitors notice nothing.',
  },
  bandwidth: {
    near: 'Beyond 100 % your visitors are served as before.',
    over: 'Your visitors are served as before.',
  },
  visits: {
    near: 'Beyond 100 % your visitors are served as before.',
    over: 'Your visitors are served as before.',
  },
}

export function warningWords({ name, title, tier, used, limits, kind, percent }: Told): WarningWords {
  const [amount, usedWords] = OF[kind](used)
  const [limit, limitWords] = OF[kind](limits)
  const { usedPercent } = usedOf(amount, limit)
  const isOver = percent >= 100
  const period = kind === 'storage' ? '' : ' this month'
  return {
    subject: isOver
      ? `${title} has used all of its ${kind}${period}`
      : `${title} has used ${usedPercent} % of its ${kind}${period}`,
    text: [
      `${title} (${name}) has used ${usedWords} of the ${limitWords} of ${kind} that the ${tier} tier has${period}: ${usedPercent} %.`,
      NEXT[kind][isOver ? 'over' : 'near'],
      `See all figures in the console, or with: aipress usage show ${name}`,
      ...(tier === 'gold' ? [] : [`A larger tier has more: aipress site tier ${name} ${LARGER[tier]}`]),
      'You get this once a month for each limit.',
    ].join('\n\n'),
  }
}

const LARGER = { bronze: 'silver', silver: 'gold' } as const
