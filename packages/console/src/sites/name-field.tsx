import { SITE_NAME_LENGTH_MAX } from '@aipress/contract/site-name.ts'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { TextField } from '../ui/field.tsx'
import { addressOfName, nameProblem } from './site-address.ts'

interface NameFieldProps {
  title: string
  /** Empty while the name follows the title. */
  typed: string
  onType: (name: string) => void
}

/** The name that the title leads to, to be seen and changed before the site is made. */
export function NameField({ title, typed, onType }: NameFieldProps) {
  const derived = useNameOf(title)
  const name = typed === '' ? derived : typed
  return (
    <TextField
      label="Name"
      hint={
        name === '' ? (
          'The first part of the site’s address.'
        ) : (
          <output className="break-all">{addressOfName(name, location.host)}</output>
        )
      }
      problem={nameProblem(name)}
      value={name}
      onChange={({ target }) => onType(target.value.toLowerCase().replaceAll(' ', '-'))}
      maxLength={SITE_NAME_LENGTH_MAX}
      placeholder="corner-bakery"
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
    />
  )
}

/** The tables that know every script are loaded when the first title is typed. */
function useNameOf(title: string): string {
  const settled = useDeferredValue(title)
  const { data } = useQuery({
    queryKey: ['site names of titles'],
    queryFn: async () => (await import('@aipress/contract/site-name-from-title.ts')).siteNameFromTitle,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
  return data?.(settled) ?? ''
}
