import { ChevronDown, X } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

interface FilterPillProps {
  label: string
  value: string | undefined
  options: readonly { value: string; label: string }[]
  onChange: (value: string | undefined) => void
}

const CONTROL = 'rounded-lg py-1.5 pl-2.5 bg-transparent text-sm outline-none'

/** One filter as the browser's own list; what is chosen can be taken off at its side. */
export function FilterPill({ label, value, options, onChange }: FilterPillProps) {
  return (
    <Pill label={label} active={value !== undefined} onClear={() => onChange(undefined)}>
      <select
        aria-label={label}
        value={value ?? ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
        className={classNames(
          CONTROL,
          'field-sizing-content max-w-44 appearance-none',
          value === undefined ? 'pr-7' : 'pr-1',
        )}
      >
        <option value="">{label}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {value === undefined && (
        <ChevronDown
          size={14}
          aria-hidden
          className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-faint"
        />
      )}
    </Pill>
  )
}

interface TypedPillProps {
  label: string
  value: string | undefined
  /** Suggestions; others may be typed. */
  suggestions: readonly string[]
  onChange: (value: string | undefined) => void
}

/** One filter whose values are too many for a list. It counts from Enter, a choice, or leaving it. */
export function TypedPill({ label, value, suggestions, onChange }: TypedPillProps) {
  const listId = useId()
  const commit = (text: string) => {
    const next = text.trim() === '' ? undefined : text.trim()
    if (next !== value) onChange(next)
  }
  return (
    <Pill label={label} active={value !== undefined} onClear={() => onChange(undefined)}>
      <input
        // Another value from elsewhere is another field: it starts from that.
        key={value ?? ''}
        aria-label={label}
        defaultValue={value ?? ''}
        placeholder={label}
        list={listId}
        onBlur={({ target }) => commit(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget.value)
        }}
        onChange={({ target }) => {
          if (suggestions.includes(target.value)) commit(target.value)
        }}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
        className={classNames(CONTROL, 'field-sizing-content min-w-8 max-w-44 pr-2.5 placeholder:text-soft')}
      />
      <datalist id={listId}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion} />
        ))}
      </datalist>
    </Pill>
  )
}

interface DatePillProps {
  label: string
  /** A date, or an instant on it. */
  value: string | undefined
  onChange: (value: string | undefined) => void
}

/** One day, picked in the browser's own calendar or typed. */
export function DatePill({ label, value, onChange }: DatePillProps) {
  const day = value?.slice(0, 10) ?? ''
  return (
    <Pill label={label} active={value !== undefined} onClear={() => onChange(undefined)}>
      <span aria-hidden className="pl-2.5 text-sm">
        {label}
      </span>
      <input
        type="date"
        // Another value from elsewhere is another field: it starts from that.
        key={day}
        aria-label={label}
        defaultValue={day}
        onChange={({ target }) => {
          // While a year is being typed there are dates of the first century.
          if (target.value !== day && (target.value === '' || target.value >= EARLIEST))
            onChange(target.value === '' ? undefined : target.value)
        }}
        className={classNames(CONTROL, 'max-w-40 pr-2')}
      />
    </Pill>
  )
}

const EARLIEST = '2000-01-01'

interface PillProps {
  label: string
  active: boolean
  onClear: () => void
  children: ReactNode
}

function Pill({ label, active, onClear, children }: PillProps) {
  return (
    <span
      className={classNames(
        'relative inline-flex items-center rounded-lg border transition-colors focus-within:outline-2 focus-within:outline-accent',
        active
          ? 'border-accent bg-accent-soft font-medium text-accent'
          : 'border-line-strong bg-surface text-soft hover:text-ink',
      )}
    >
      {children}
      {active && (
        <button
          type="button"
          aria-label={`Any ${label.toLowerCase()}`}
          title={`Any ${label.toLowerCase()}`}
          onClick={onClear}
          className="rounded-md py-2 pr-2 pl-1 hover:text-ink"
        >
          <X size={13} aria-hidden />
        </button>
      )}
    </span>
  )
}
