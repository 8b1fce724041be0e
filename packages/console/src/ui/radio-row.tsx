import { useId } from 'react'

interface RadioRowProps {
  name: string
  label: string
  hint: string
  checked: boolean
  onChoose: () => void
}

/** One of a few choices that need a sentence each. */
export function RadioRow({ name, label, hint, checked, onChoose }: RadioRowProps) {
  const id = useId()
  return (
    <div className="flex gap-2.5">
      <input
        type="radio"
        id={id}
        name={name}
        checked={checked}
        onChange={onChoose}
        aria-describedby={`${id}-hint`}
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      <div className="text-sm">
        <label htmlFor={id} className="cursor-pointer">
          {label}
        </label>
        <p id={`${id}-hint`} className="text-soft">
          {hint}
        </p>
      </div>
    </div>
  )
}
