import { classNames } from './class-names.ts'

/** From here on someone should look at it. */
const HIGH_SHARE = 0.85

const FILLS = { bad: 'bg-bad', warn: 'bg-warn', neutral: 'bg-ink/75' } as const

interface MeterProps {
  label: string
  value: number
  max: number
  /** Where 85 % is not what decides. */
  tone?: keyof typeof FILLS
}

export function Meter({ label, value, max, tone }: MeterProps) {
  const share = max === 0 ? 0 : Math.min(1, value / max)
  const fill = FILLS[tone ?? (share >= HIGH_SHARE ? 'warn' : 'neutral')]
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers give <meter> a look that cannot be taken away
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(value, max)}
      className="h-1.5 overflow-hidden rounded-full bg-sunken"
    >
      <div className={classNames('h-full rounded-full', fill)} style={{ width: `${share * 100}%` }} />
    </div>
  )
}
