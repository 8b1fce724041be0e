import type { AuditLine } from '@aipress/contract/audit.ts'
import { Door } from '@aipress/contract/audit.ts'
import { ERRORS } from '@aipress/contract/errors.ts'
import { ACTIONS } from '@aipress/contract/index.ts'
import { DatePill, FilterPill, TypedPill } from '../ui/filter-pill.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { toast } from '../ui/toast.tsx'
import { actionWords } from './action-words.ts'
import { type AuditSearch, isFiltered, parseAuditSearch } from './audit-search.ts'

interface AuditFiltersProps {
  filter: AuditSearch
  onChange: (filter: AuditSearch) => void
  /** Those on the page: who is in them is suggested. */
  lines: readonly AuditLine[]
}

const optionsOf = (values: readonly string[]) => values.map((value) => ({ value, label: value }))
const ACTION_OPTIONS = ACTIONS.map(({ name }) => ({ value: name, label: actionWords(name) })).toSorted(
  (a, b) => a.label.localeCompare(b.label),
)
const DOOR_OPTIONS = optionsOf(Door.options)
const RESULTS = ['ok', 'failed', 'exit_1', 'run_failed', ...Object.keys(ERRORS)]

export function AuditFilters({ filter, onChange, lines }: AuditFiltersProps) {
  const set = (change: { [Key in keyof AuditSearch]?: string | undefined }) => {
    const next = parseAuditSearch({ ...filter, ...change })
    const isRefused = Object.entries(change).some(([key, value]) => value !== undefined && !(key in next))
    if (isRefused) toast.bad('There is nothing to be found by that.')
    else onChange(next)
  }
  return (
    <search className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2.5">
      <SearchBox
        label="Search the audit log"
        placeholder="Text of a line: an input, an id, a result"
        value={filter.text ?? ''}
        onSearch={(text) => set({ text: text.trim() === '' ? undefined : text })}
      />
      <div className="flex flex-wrap gap-1.5">
        <TypedPill
          label="Who"
          value={filter.who}
          suggestions={[...new Set(lines.map(({ who }) => who))].toSorted()}
          onChange={(who) => set({ who })}
        />
        <FilterPill
          label="Action"
          value={filter.action}
          options={ACTION_OPTIONS}
          onChange={(action) => set({ action })}
        />
        <TypedPill label="Site" value={filter.site} suggestions={[]} onChange={(site) => set({ site })} />
        <TypedPill
          label="Account"
          value={filter.account}
          suggestions={[]}
          onChange={(account) => set({ account })}
        />
        <FilterPill
          label="Door"
          value={filter.door}
          options={DOOR_OPTIONS}
          onChange={(door) => set({ door })}
        />
        <TypedPill
          label="Result"
          value={filter.result}
          suggestions={RESULTS}
          onChange={(result) => set({ result })}
        />
        <DatePill label="From" value={filter.from} onChange={(from) => set({ from })} />
        <DatePill label="To" value={filter.to} onChange={(to) => set({ to })} />
        {isFiltered(filter) && (
          <button
            type="button"
            onClick={() => onChange({})}
            className="px-2 text-soft text-sm hover:text-ink"
          >
            Clear all
          </button>
        )}
      </div>
    </search>
  )
}
