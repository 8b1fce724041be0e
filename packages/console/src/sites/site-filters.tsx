import { mapShards } from '@aipress/contract/shards.ts'
import { Label, type Site, SiteHealth, SiteState } from '@aipress/contract/sites.ts'
import { Tier } from '@aipress/contract/tiers.ts'
import { useQuery } from '@tanstack/react-query'
import { queryOf } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { FilterPill, TypedPill } from '../ui/filter-pill.tsx'
import { capitalise } from '../ui/format.ts'
import { SearchBox } from '../ui/search-box.tsx'
import { toast } from '../ui/toast.tsx'
import { isFiltered, type SitesFilter } from './sites-search.ts'

/** Which shards and regions there are changes seldom. */
const PLACES_FRESH_MS = 60_000

interface SiteFiltersProps {
  filter: SitesFilter
  onChange: (change: SitesFilter) => void
  /** Those on the page: their labels and versions are suggested. */
  sites: readonly Site[]
}

export function SiteFilters({ filter, onChange, sites }: SiteFiltersProps) {
  const me = useMe()
  return (
    <search className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2.5">
      <SearchBox
        label="Search sites"
        placeholder="Name, title or hostname"
        value={filter.search ?? ''}
        onSearch={(search) => onChange({ search: search === '' ? undefined : search })}
      />
      <div className="flex flex-wrap gap-1.5">
        <FilterPill
          label="State"
          value={filter.state}
          options={optionsOf(SiteState.options)}
          onChange={(state) => onChange({ state: state as SitesFilter['state'] })}
        />
        <FilterPill
          label="Health"
          value={filter.health}
          options={optionsOf(SiteHealth.options)}
          onChange={(health) => onChange({ health: health as SitesFilter['health'] })}
        />
        <FilterPill
          label="Tier"
          value={filter.tier}
          options={optionsOf(Tier.options)}
          onChange={(tier) => onChange({ tier: tier as Tier | undefined })}
        />
        {may(me, 'platform:read') && <PlaceFilters filter={filter} onChange={onChange} />}
        <TypedPill
          label="Version"
          value={filter.wordpress}
          suggestions={distinct(sites.map((site) => site.wordpressVersion))}
          onChange={(wordpress) => onChange({ wordpress })}
        />
        <TypedPill
          label="Label"
          value={filter.label}
          suggestions={distinct(sites.flatMap((site) => site.labels))}
          onChange={(label) => onChange({ label: labelOf(label) })}
        />
        {isFiltered(filter) && (
          <button
            type="button"
            onClick={() => onChange(NOTHING)}
            className="px-2 text-soft text-sm hover:text-ink"
          >
            Clear all
          </button>
        )}
      </div>
    </search>
  )
}

const NOTHING: SitesFilter = {
  search: undefined,
  state: undefined,
  health: undefined,
  tier: undefined,
  shard: undefined,
  region: undefined,
  wordpress: undefined,
  label: undefined,
}

function PlaceFilters({ filter, onChange }: Pick<SiteFiltersProps, 'filter' | 'onChange'>) {
  const shards = useQuery({ ...queryOf(mapShards, {}), staleTime: PLACES_FRESH_MS }).data?.items ?? []
  return (
    <>
      <FilterPill
        label="Region"
        value={filter.region}
        options={distinct([
          ...shards.map((shard) => shard.region),
          ...(filter.region ? [filter.region] : []),
        ]).map((region) => ({ value: region, label: region }))}
        onChange={(region) => onChange({ region })}
      />
      <TypedPill
        label="Shard"
        value={filter.shard}
        suggestions={shards.map((shard) => shard.shardId)}
        onChange={(shard) => onChange({ shard })}
      />
    </>
  )
}

function labelOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const parsed = Label.safeParse(text)
  if (parsed.success) return parsed.data
  toast.bad('No label is called so.', parsed.error.issues[0]?.message)
  return undefined
}

function optionsOf(values: readonly string[]) {
  return values.map((value) => ({ value, label: capitalise(value) }))
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted()
}
