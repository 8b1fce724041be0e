import { Choices } from '../ui/choices.tsx'

const RANGES = [
  { value: 'last 24 hours', label: '24 hours' },
  { value: 'yesterday', label: 'Yesterday' },
  { value: 'last 7 days', label: '7 days' },
  { value: 'last 30 days', label: '30 days' },
  { value: 'last 12 months', label: 'Year' },
] as const

export const USUAL_RANGE = 'last 24 hours'

interface RangeChoiceProps {
  value: string
  onChange: (range: string) => void
}

/** The usual ones; one that came in by a link or a question stands beside them. */
export function RangeChoice({ value, onChange }: RangeChoiceProps) {
  const isUsual = RANGES.some((range) => range.value === value)
  const options = isUsual ? RANGES : [{ value, label: value }, ...RANGES]
  return (
    <div className="scroll-row -mx-1 max-w-full px-1 py-0.5">
      <div className="w-max">
        <Choices label="Time" value={value} options={options} onChange={onChange} />
      </div>
    </div>
  )
}
