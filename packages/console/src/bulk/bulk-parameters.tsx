import { Label } from '@aipress/contract/sites.ts'
import { TIERS, Tier } from '@aipress/contract/tiers.ts'
import { ShardField } from '../shards/shard-field.tsx'
import { TIER_LABELS } from '../sites/site-state.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { formatUsd } from '../ui/format.ts'
import type { BulkChoice } from './bulk-kinds.ts'

interface BulkParametersProps {
  choice: BulkChoice
  onChange: (change: Partial<BulkChoice>) => void
}

/** What the chosen kind needs to know besides. */
export function BulkParameters({ choice, onChange }: BulkParametersProps) {
  switch (choice.kind) {
    case 'move':
      return <ShardField value={choice.to} onChange={(to) => onChange({ to })} />
    case 'tier':
      return (
        <SelectField
          label="New tier"
          value={choice.newTier}
          onChange={({ target }) => onChange({ newTier: Tier.parse(target.value) })}
          options={Tier.options.map((tier) => ({
            value: tier,
            label: `${TIER_LABELS[tier]}, ${formatUsd(TIERS[tier].priceUsdPerMonth)} a month`,
          }))}
        />
      )
    case 'label':
    case 'unlabel': {
      const problem = Label.safeParse(choice.newLabel).error?.issues[0]?.message
      return (
        <TextField
          label="Label"
          value={choice.newLabel}
          onChange={({ target }) => onChange({ newLabel: target.value })}
          problem={choice.newLabel === '' ? undefined : problem}
          placeholder="customer-42"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
        />
      )
    }
    default:
      return null
  }
}
