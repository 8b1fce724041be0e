import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { classNames } from './class-names.ts'

/** While letters come faster than this, nothing is asked. */
const PAUSE_MS = 250

interface SearchBoxProps {
  label: string
  placeholder: string
  value: string
  /** Called once the typing pauses. */
  onSearch: (text: string) => void
  /** In a narrow column. */
  narrow?: boolean
}

export function SearchBox({ label, placeholder, value, onSearch, narrow = false }: SearchBoxProps) {
  /** What is typed and not yet searched for. */
  const [draft, setDraft] = useState<string>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // Whoever has left the page is not brought back to it.
  useEffect(() => () => clearTimeout(timer.current), [])
  const search = (text: string) => {
    clearTimeout(timer.current)
    setDraft(undefined)
    if (text !== value) onSearch(text)
  }
  return (
    <label className={classNames('relative block flex-1', narrow ? 'min-w-0' : 'min-w-72')}>
      <span className="sr-only">{label}</span>
      <Search size={16} aria-hidden className="absolute top-1/2 left-3 -translate-y-1/2 text-faint" />
      <input
        type="search"
        value={draft ?? value}
        onChange={({ target }) => {
          const text = target.value
          setDraft(text)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => search(text), PAUSE_MS)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && draft !== undefined) search(draft)
        }}
        maxLength={120}
        placeholder={placeholder}
        className={classNames(
          'w-full rounded-lg border border-line-strong bg-surface pr-3 pl-9 placeholder:text-faint',
          narrow ? 'py-1' : 'py-2',
        )}
      />
    </label>
  )
}
