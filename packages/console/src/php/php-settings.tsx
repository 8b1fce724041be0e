import type { OutputOf } from '@aipress/contract/action.ts'
import { setPhp, showPhp } from '@aipress/contract/php.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { queryOf, refresh } from '../client/queries.ts'
import { useMe } from '../sign-in/session.ts'
import { reasonOf, siteCan } from '../sites/site-can.ts'
import { useSiteOperation } from '../sites/use-site-operation.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Failure, FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

type Php = OutputOf<typeof showPhp>

/** What PHP gives the site's requests, within its tier. */
export function PhpSettings({ site }: { site: Site }) {
  const { data: php, error, refetch } = useQuery(queryOf(showPhp, { site: site.siteId }))
  if (php === undefined) {
    return error === null ? (
      <Skeleton className="h-64" />
    ) : (
      <Failure error={error} onRetry={() => void refetch()} />
    )
  }
  // Settings that have changed are another form, which starts from them; another tier has other limits.
  return <PhpForm key={JSON.stringify([php.settings, php.limits])} site={site} php={php} />
}

const FIELDS = [
  { name: 'memoryMb', label: 'Memory of a request, in MB' },
  { name: 'uploadMb', label: 'Largest upload, in MB' },
  { name: 'seconds', label: 'Processor time of a request, in seconds' },
] as const

function PhpForm({ site, php }: { site: Site; php: Php }) {
  const [values, setValues] = useState(php.settings)
  const change = useSiteOperation(setPhp, {
    done: ({ title }) => `The next request to ${title} has the new PHP settings`,
    onDone: () => refresh(showPhp),
  })
  const changed = FIELDS.filter(({ name }) => values[name] !== php.settings[name])
  const may = reasonOf(siteCan.changePhp(site, useMe()))
  const isDefault = FIELDS.every(({ name }) => php.settings[name] === php.defaults[name])
  return (
    <Card className="p-5">
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          const { memoryMb, uploadMb, seconds } = values
          const named = new Set(changed.map(({ name }) => name))
          change.mutate({
            site: site.siteId,
            ...(named.has('memoryMb') ? { memory: memoryMb } : {}),
            ...(named.has('uploadMb') ? { upload: uploadMb } : {}),
            ...(named.has('seconds') ? { seconds } : {}),
          })
        }}
      >
        {FIELDS.map(({ name, label }) => (
          <TextField
            key={name}
            type="number"
            inputMode="numeric"
            label={label}
            hint={`Up to ${php.limits[name]} with ${php.tier}; ${php.defaults[name]} unless you say otherwise.`}
            value={values[name]}
            max={php.limits[name]}
            required
            onChange={(event) => setValues({ ...values, [name]: event.target.valueAsNumber || 0 })}
          />
        ))}
        <FailureNote error={change.error} />
        <div className="flex flex-wrap gap-3">
          <Button
            type="submit"
            busy={change.isPending}
            disabledReason={may ?? (changed.length === 0 ? 'Nothing has been changed yet.' : undefined)}
          >
            Change PHP settings
          </Button>
          <Button
            disabledReason={may ?? (isDefault ? 'These are the defaults.' : undefined)}
            onClick={() => change.mutate({ site: site.siteId, reset: true })}
          >
            Back to the defaults
          </Button>
        </div>
      </form>
      <PhpFacts php={php} />
    </Card>
  )
}

/** Also what a chat shows of it. */
export function PhpFacts({ php }: { php: Php }) {
  return (
    <div className="mt-5 space-y-2 border-line border-t pt-4 text-soft text-sm">
      <Extensions php={php} />
      {php.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  )
}

const EXTENSIONS_FIRST = 8

/** A few of them, as nobody reads fifty names; the others on request. */
function Extensions({ php: { version, extensions } }: { php: Php }) {
  const [all, setAll] = useState(false)
  const more = extensions.length - EXTENSIONS_FIRST
  const shown = all ? extensions : extensions.slice(0, EXTENSIONS_FIRST)
  return (
    <p className="break-words">
      PHP {version}; {extensions.length} extensions: {shown.join(', ')}
      {more > 0 && !all ? ' ' : '.'}
      {more > 0 && (
        <button
          type="button"
          className="link ml-1"
          aria-expanded={all}
          aria-label={all ? 'Fewer extensions' : `and ${more} more extensions`}
          onClick={() => setAll(!all)}
        >
          {all ? 'Fewer' : `and ${more} more`}
        </button>
      )}
    </p>
  )
}
