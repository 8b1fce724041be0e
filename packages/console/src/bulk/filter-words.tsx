import type { SitesFilter } from '../sites/sites-search.ts'
import { wordsOfKey } from '../ui/format.ts'

/** Which sites are meant, as the filter says it. */
export function FilterWords({ filter }: { filter: SitesFilter }) {
  const given = Object.entries(filter)
  if (given.length === 0) {
    return (
      <p className="rounded-lg bg-warn-soft px-3.5 py-2.5 text-sm">
        <strong className="font-semibold">No filter is set:</strong> this is about every site of the platform.
      </p>
    )
  }
  return (
    <p className="flex flex-wrap items-center gap-1.5 text-sm">
      <span className="text-soft">All sites with</span>
      {given.map(([key, value]) => (
        <span key={key} className="rounded-md bg-sunken px-1.5 py-0.5 ring-1 ring-line ring-inset">
          <span className="text-faint">{wordsOfKey(key).toLowerCase()}</span> {value}
        </span>
      ))}
    </p>
  )
}
