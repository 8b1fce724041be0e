import type { LimitKind } from '@aipress/contract/sites.ts'
import type { SiteUsage, Used } from '@aipress/contract/usage.ts'
import type { ReactNode } from 'react'
import { classNames } from '../ui/class-names.ts'
import { formatBytes } from '../ui/format.ts'
import { Meter } from '../ui/meter.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { consequenceOf, LIMIT_LABELS, toneOf, usedWords } from './limit-words.ts'

const TEXTS = { bad: 'text-bad', warn: 'text-warn', neutral: 'text-soft' } as const

/** How much of each limit is used, as bars. */
export function UsageMeters({ usage }: { usage: SiteUsage }) {
  const { storageBytes, bandwidthBytes, visits } = usage
  return (
    <dl className="grid gap-x-8 gap-y-5 sm:grid-cols-3">
      <UsageMeter of="storage" used={storageBytes}>
        {storageBytes.measuredAt === undefined ? (
          'Not measured yet.'
        ) : (
          <>
            Media {formatBytes(storageBytes.mediaBytes)}, database {formatBytes(storageBytes.databaseBytes)},
            measured <RelativeTime at={storageBytes.measuredAt} />.
          </>
        )}
      </UsageMeter>
      <UsageMeter of="bandwidth" used={bandwidthBytes}>
        Sent to visitors this month.
      </UsageMeter>
      <UsageMeter of="visits" used={visits}>
        This month; each visitor once a day, robots left out.
      </UsageMeter>
    </dl>
  )
}

interface UsageMeterProps {
  of: LimitKind
  used: Used
  children: ReactNode
}

function UsageMeter({ of, used, children }: UsageMeterProps) {
  const tone = toneOf(used.usedPercent)
  const consequence = consequenceOf(of, used.usedPercent)
  return (
    <div className="min-w-0">
      <dt className="label-caps">{LIMIT_LABELS[of]}</dt>
      <dd className="mt-1">
        <p className="mb-1.5 flex items-baseline justify-between gap-3 tabular-nums">
          <span>{usedWords(of, used)}</span>
          <span className={classNames('whitespace-nowrap font-medium text-sm', TEXTS[tone])}>
            {used.usedPercent} %
          </span>
        </p>
        <Meter
          label={`${LIMIT_LABELS[of]}: ${usedWords(of, used)}`}
          value={used.used}
          max={used.limit}
          tone={tone}
        />
        <p className="mt-1.5 text-faint text-sm">
          {consequence !== undefined && (
            <strong className={classNames('font-medium', TEXTS[tone])}>{consequence} </strong>
          )}
          {children}
        </p>
      </dd>
    </div>
  )
}
