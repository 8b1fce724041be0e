import type { MailSummary } from '@aipress/contract/mail.ts'
import { Badge } from '../ui/badge.tsx'
import { RelativeTime } from '../ui/time.tsx'

export function MailRow({ mail }: { mail: MailSummary }) {
  return (
    <span className="block min-w-0">
      <span className="flex items-baseline justify-between gap-3">
        <span className="truncate font-medium">{mail.subject === '' ? '(no subject)' : mail.subject}</span>
        <span className="shrink-0 text-faint text-xs">
          <RelativeTime at={mail.sentAt} />
        </span>
      </span>
      <span className="mt-0.5 flex items-center gap-2 text-soft text-sm">
        <span className="min-w-0 flex-1 truncate">
          {mail.siteName} → {mail.to.join(', ')}
        </span>
        <DeliveryBadge delivery={mail.delivery} />
      </span>
    </span>
  )
}

const DELIVERIES = {
  captured: { tone: 'neutral', label: 'Captured' },
  relayed: { tone: 'good', label: 'Relayed' },
  waiting: { tone: 'active', label: 'Waiting' },
  failed: { tone: 'bad', label: 'Failed' },
} as const

export function DeliveryBadge({ delivery }: { delivery: MailSummary['delivery'] }) {
  return <Badge tone={DELIVERIES[delivery].tone}>{DELIVERIES[delivery].label}</Badge>
}
