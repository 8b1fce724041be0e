import { classNames } from './class-names.ts'

/** From here on someone should look at it. */
const HIGH_SHARE = 0.85

export function Meter({ label, value, max }: { label: string; value: number; max: number }) {
  const share = max === 0 ? 0 : Math.min(1, value / max)
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers give <meter> a look that cannot be taken away
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      className="h-1.5 overflow-hidden rounded-full bg-sunken"
    >
      <div
        className={classNames('h-full rounded-full', share >= HIGH_SHARE ? 'bg-warn' : 'bg-ink/75')}
        style={{ width: `${share * 100}%` }}
      />
    </div>
  )
}
