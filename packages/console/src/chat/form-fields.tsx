import { listPeople } from '@aipress/contract/accounts.ts'
import type { FormField } from '@aipress/contract/chat-form.ts'
import { mapShards } from '@aipress/contract/shards.ts'
import { listSites, type SiteState } from '@aipress/contract/sites.ts'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { queryOf } from '../client/queries.ts'
import { Field, SelectField, TextField } from '../ui/field.tsx'
import { useSettled } from '../ui/use-settled.ts'

interface FieldProps<Value> {
  field: FormField
  value: Value
  problem: string | undefined
  onChange: (value: Value) => void
}

/** One field of a form, of the kind that its input asks for. */
export function FormFieldView({ field, value, ...rest }: FieldProps<string | boolean>) {
  if (field.kind === 'flag') return <FlagField field={field} value={value === true} {...rest} />
  const text = String(value)
  if (field.kind === 'choice' || (field.kind === 'site' && field.hasMore !== true && hasOptions(field)))
    return <ChoiceField field={field} value={text} {...rest} />
  if (field.kind === 'site') return <SiteSearchField field={field} value={text} {...rest} />
  if (field.kind === 'person') return <PersonField field={field} value={text} {...rest} />
  if (field.kind === 'shard') return <ShardField field={field} value={text} {...rest} />
  return <PlainField field={field} value={text} {...rest} />
}

const hasOptions = ({ options = [] }: FormField) => options.length > 0
const labelOf = ({ label, required }: FormField) => (required ? label : `${label} (optional)`)

function FlagField({ field, value, problem, onChange }: FieldProps<boolean>) {
  return (
    <Field label={field.label} hint={field.hint} problem={problem}>
      {(wiring) => (
        <input
          {...wiring}
          type="checkbox"
          checked={value}
          onChange={({ target }) => onChange(target.checked)}
          className="size-4.5 accent-accent"
        />
      )}
    </Field>
  )
}

function ChoiceField({ field, value, problem, onChange }: FieldProps<string>) {
  const none = { value: '', label: field.required ? 'Choose …' : 'Not chosen' }
  // What is filled in is a choice like the others: leaving it out would be one of them under another name.
  const isFilledIn = !field.required && field.value !== undefined
  return (
    <SelectField
      label={labelOf(field)}
      hint={field.hint}
      problem={problem}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      options={[...(isFilledIn ? [] : [none]), ...(field.options ?? [])]}
      aria-required={field.required}
    />
  )
}

const PLAIN: Partial<Record<FormField['kind'], object>> = {
  moment: { type: 'datetime-local' },
  number: { type: 'number', inputMode: 'numeric' },
  email: { type: 'email', autoCapitalize: 'none' },
}

function PlainField({ field, value, problem, onChange }: FieldProps<string>) {
  const { kind, min, max, hint } = field
  return (
    <TextField
      {...PLAIN[kind]}
      label={labelOf(field)}
      hint={kind === 'moment' ? [hint, 'In UTC.'].filter(Boolean).join('. ') : hint}
      problem={problem}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      aria-required={field.required}
      autoComplete="off"
      {...(kind === 'number' ? { min, max } : {})}
    />
  )
}

interface SuggestionsProps extends FieldProps<string> {
  suggestions: readonly { value: string; label: string }[]
  placeholder?: string
}

/** A text with what is found for it, of which one may be taken. */
function SuggestedField({ field, value, problem, onChange, suggestions, placeholder }: SuggestionsProps) {
  const listId = useId()
  const chosen = suggestions.find((one) => one.value === value.trim())
  return (
    <>
      <TextField
        label={labelOf(field)}
        hint={chosen?.label ?? field.hint}
        problem={problem}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        list={listId}
        placeholder={placeholder}
        aria-required={field.required}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <datalist id={listId}>
        {suggestions.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </datalist>
    </>
  )
}

const FOUND_MAX = 10
const TYPING_PAUSE_MS = 200

function SiteSearchField(props: FieldProps<string>) {
  const { field, value } = props
  const search = useSettled(value.trim(), TYPING_PAUSE_MS)
  const { data } = useQuery({
    ...queryOf(listSites, {
      limit: FOUND_MAX,
      ...(search === '' ? {} : { search }),
      ...(field.state === undefined ? {} : { state: field.state as SiteState }),
    }),
    placeholderData: (previous) => previous,
  })
  const found = (data?.items ?? []).map(({ name, title }) => ({ value: name, label: `${title} (${name})` }))
  const offered = (field.options ?? []).filter(({ label }) =>
    label.toLowerCase().includes(search.toLowerCase()),
  )
  const suggestions = [...new Map([...offered, ...found].map((one) => [one.value, one])).values()]
  return <SuggestedField {...props} suggestions={suggestions} placeholder="Search by name or title" />
}

/** Those there are to see; who may not see them types an address. */
function PersonField(props: FieldProps<string>) {
  const { data } = useQuery({ ...queryOf(listPeople, { limit: 200 }), retry: false })
  const suggestions = (data?.items ?? []).map(({ email, name }) => ({ value: email, label: name || email }))
  return <SuggestedField {...props} suggestions={suggestions} />
}

function ShardField(props: FieldProps<string>) {
  const { data } = useQuery({ ...queryOf(mapShards, {}), retry: false })
  const suggestions = (data?.items ?? []).map(({ shardId, region, sites, sitesMax }) => ({
    value: shardId,
    label: `${region}, ${sites} of ${sitesMax} sites`,
  }))
  return <SuggestedField {...props} suggestions={suggestions} placeholder="shard-001" />
}
