import { RadioRow } from '../ui/radio-row.tsx'

/** `when-ready` leaves it to the platform, which sees whether DNS leads here. */
export type PrimaryChoice = 'when-ready' | 'now' | 'never'

const CHOICES: readonly { value: PrimaryChoice; label: string; hint: string }[] = [
  {
    value: 'when-ready',
    label: 'If DNS leads here already',
    hint: 'Otherwise it redirects to the site’s current address, which stays reachable.',
  },
  {
    value: 'now',
    label: 'Yes, at once',
    hint: 'Until its DNS leads to this platform, nobody reaches the site.',
  },
  { value: 'never', label: 'No', hint: 'It redirects to the site’s current address.' },
]

export function PrimaryChoices({
  value,
  onChange,
}: {
  value: PrimaryChoice
  onChange: (value: PrimaryChoice) => void
}) {
  return (
    <fieldset className="space-y-2">
      <legend className="mb-2 font-medium text-sm">Make it the primary hostname?</legend>
      {CHOICES.map((choice) => (
        <RadioRow
          key={choice.value}
          name="primary"
          label={choice.label}
          hint={choice.hint}
          checked={choice.value === value}
          onChoose={() => onChange(choice.value)}
        />
      ))}
    </fieldset>
  )
}

/** The action's input: what is left out, the platform decides. */
export function primaryInput(choice: PrimaryChoice): { primary?: boolean } {
  return choice === 'when-ready' ? {} : { primary: choice === 'now' }
}
