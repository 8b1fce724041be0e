import { TIERS, Tier } from '@aipress/contract/tiers.ts'
import { classNames } from '../ui/class-names.ts'
import { TIER_LABELS } from './site-state.tsx'

export function TierChoice({ value, onChange }: { value: Tier; onChange: (tier: Tier) => void }) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-sm">Tier</legend>
      <div className="grid grid-cols-3 gap-2">
        {Tier.options.map((tier) => (
          <label
            key={tier}
            className={classNames(
              'cursor-pointer rounded-lg border px-3 py-2 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent',
              tier === value ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-sunken',
            )}
          >
            <input
              type="radio"
              name="tier"
              value={tier}
              checked={tier === value}
              onChange={() => onChange(tier)}
              className="sr-only"
            />
            <span className="block font-medium text-sm">{TIER_LABELS[tier]}</span>
            <span className="block text-soft text-sm">${TIERS[tier].priceUsdPerMonth} a month</span>
            <span className="block text-soft text-xs">{TIERS[tier].storageGb} GB</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
