import type { SiteUsage, UsageAnswer } from '@aipress/contract/usage.ts'
import { Link } from '@tanstack/react-router'
import { Card } from '../ui/card.tsx'
import { classNames } from '../ui/class-names.ts'
import { Meter } from '../ui/meter.tsx'
import { LIMIT_LABELS, toneOf, usedWords } from './limit-words.ts'
import { UsageDays } from './usage-days.tsx'
import { UsageMeters } from './usage-meters.tsx'

/** In the chat: one site with its days, or all that were asked for as rows. */
export function UsageCard({ answer: { items } }: { answer: UsageAnswer }) {
  const [only] = items
  if (items.length === 0 || only === undefined)
    return <p className="text-soft italic">There is no such site.</p>
  if (only.days !== undefined)
    return (
      <Card className="p-4 sm:p-5">
        <h3 className="mb-3 truncate text-[1.3rem] leading-tight">
          <SiteName usage={only} />
        </h3>
        <UsageMeters usage={only} />
        <div className="mt-5 border-line border-t pt-4">
          <UsageDays days={only.days} />
        </div>
      </Card>
    )
  return (
    <ul className="@container overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {items.map((usage) => (
        <UsageRow key={usage.siteId} usage={usage} />
      ))}
    </ul>
  )
}

function UsageRow({ usage }: { usage: SiteUsage }) {
  const limits = [
    { of: 'storage', used: usage.storageBytes },
    { of: 'bandwidth', used: usage.bandwidthBytes },
    { of: 'visits', used: usage.visits },
  ] as const
  return (
    <li className="border-line border-b px-4 py-3 last:border-0 sm:px-5">
      <p className="mb-2 truncate font-medium font-serif text-[1.06rem]">
        <SiteName usage={usage} />
      </p>
      <dl className="grid @md:grid-cols-3 gap-x-6 gap-y-2.5 text-sm">
        {limits.map(({ of, used }) => (
          <div key={of} className="min-w-0">
            <dt className="label-caps">{LIMIT_LABELS[of]}</dt>
            <dd>
              <p className="mb-1 flex justify-between gap-2 text-soft tabular-nums">
                <span className="truncate">{usedWords(of, used)}</span>
                <span className={classNames('whitespace-nowrap', TEXTS[toneOf(used.usedPercent)])}>
                  {used.usedPercent} %
                </span>
              </p>
              <Meter
                label={`${LIMIT_LABELS[of]} of ${usage.siteTitle}: ${usedWords(of, used)}`}
                value={used.used}
                max={used.limit}
                tone={toneOf(used.usedPercent)}
              />
            </dd>
          </div>
        ))}
      </dl>
    </li>
  )
}

const TEXTS = { bad: 'font-medium text-bad', warn: 'font-medium text-warn', neutral: '' } as const

function SiteName({ usage }: { usage: SiteUsage }) {
  return (
    <Link to="/sites/$name" params={{ name: usage.siteName }} className="hover:underline">
      {usage.siteTitle}
    </Link>
  )
}
