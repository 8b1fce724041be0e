import { LABELS_MAX, Label, labelSite, listSites, type Site, showSite } from '@aipress/contract/sites.ts'
import { X } from 'lucide-react'
import { useState } from 'react'
import { refresh, useAction } from '../client/queries.ts'
import { useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { reasonOf, siteCan } from './site-can.ts'

/** People's own words on a site, put on and taken off one at a time. */
export function LabelEditor({ site }: { site: Site }) {
  const me = useMe()
  const [text, setText] = useState('')
  const label = useAction(labelSite, { onSuccess: () => refresh(showSite, listSites) })
  const forbidden = reasonOf(siteCan.label(site, me))
  const parsed = Label.safeParse(text)
  const problem = text.trim() === '' ? undefined : parsed.error?.issues[0]?.message
  const full = site.labels.length >= LABELS_MAX ? `A site has ${LABELS_MAX} labels at most.` : undefined
  return (
    <div>
      <span className="label-caps">Labels</span>
      <div className="mt-1.5 flex flex-wrap items-center gap-1.5">
        {site.labels.map((each) => (
          <span
            key={each}
            className="inline-flex items-center rounded-md bg-sunken pl-2 text-sm ring-1 ring-line ring-inset"
          >
            {each}
            <button
              type="button"
              aria-label={`Take off ${each}`}
              title={forbidden ?? `Take off ${each}`}
              aria-disabled={forbidden !== undefined || label.isPending || undefined}
              onClick={() => {
                if (forbidden === undefined && !label.isPending)
                  label.mutate({ site: site.siteId, remove: each })
              }}
              className="rounded-md p-1 text-faint hover:text-ink"
            >
              <X size={13} aria-hidden />
            </button>
          </span>
        ))}
        <form
          className="flex items-center gap-1.5"
          onSubmit={(event) => {
            event.preventDefault()
            if (!parsed.success) return
            label.mutate({ site: site.siteId, add: parsed.data }, { onSuccess: () => setText('') })
          }}
        >
          <input
            aria-label="New label"
            value={text}
            onChange={({ target }) => setText(target.value)}
            placeholder="Add a label"
            maxLength={40}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="w-32 rounded-md border border-line-strong bg-surface px-2 py-0.5 text-sm placeholder:text-faint"
          />
          {text.trim() !== '' && (
            <Button
              type="submit"
              size="small"
              className="h-7!"
              busy={label.isPending}
              disabledReason={forbidden ?? full ?? problem}
            >
              Add
            </Button>
          )}
        </form>
      </div>
      {problem !== undefined && <p className="mt-1.5 text-bad text-sm">{problem}</p>}
      <FailureNote error={label.error} className="mt-3" />
    </div>
  )
}
