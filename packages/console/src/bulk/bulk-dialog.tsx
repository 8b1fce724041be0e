import { type BulkKind, listBulk, previewBulk, startBulk } from '@aipress/contract/bulk.ts'
import { AipressError } from '@aipress/contract/errors.ts'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { queryOf, refresh, useAction } from '../client/queries.ts'
import type { SitesFilter } from '../sites/sites-search.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { BULK_KINDS, type BulkChoice, whatOf } from './bulk-kinds.ts'
import { BulkParameters } from './bulk-parameters.tsx'
import { BulkPreview, BulkPreviewSkeleton } from './bulk-preview.tsx'
import { FilterWords } from './filter-words.tsx'

interface BulkDialogProps {
  filter: SitesFilter
  kind?: BulkKind
  onClose: () => void
}

/** Chooses what to do with all the sites of a filter, shows what that would touch, and starts it. */
export function BulkDialog({ filter, kind = 'move', onClose }: BulkDialogProps) {
  const navigate = useNavigate()
  const [choice, setChoice] = useState<BulkChoice>({ kind, to: '', newTier: 'silver', newLabel: '' })
  const [typed, setTyped] = useState('')
  const what = whatOf(useDeferredValue(choice))
  const preview = useQuery({
    ...queryOf(previewBulk, { ...filter, ...(what ?? { kind: choice.kind }) }),
    enabled: what !== undefined,
  })
  const start = useAction(startBulk, {
    onSuccess: (bulk) => {
      refresh(listBulk)
      onClose()
      void navigate({ to: '/bulk/$bulkId', params: { bulkId: bulk.bulkId } })
    },
    onError: (error) => {
      if (error instanceof AipressError && error.code === 'bulk_changed') refresh(previewBulk)
    },
  })
  const words = BULK_KINDS[choice.kind]
  const changes = preview.data?.changes ?? 0
  const reason = hindrance({ complete: what !== undefined, asked: preview.data !== undefined, changes })
  const untyped = words.hurts && typed.trim() !== choice.kind ? `Type ${choice.kind} first` : undefined
  const change = (next: Partial<BulkChoice>) => {
    setChoice({ ...choice, ...next })
    setTyped('')
    start.reset()
  }
  return (
    <Dialog title="Change many sites" onClose={onClose} wide>
      <form
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (what !== undefined) start.mutate({ ...filter, ...what, sites: changes })
        }}
      >
        <FilterWords filter={filter} />
        <KindChoice value={choice.kind} onChange={(next) => change({ kind: next })} />
        <BulkParameters choice={choice} onChange={change} />
        {what !== undefined && preview.data !== undefined ? (
          <BulkPreview preview={preview.data} />
        ) : preview.isError ? (
          <FailureNote error={preview.error} />
        ) : (
          what !== undefined && <BulkPreviewSkeleton />
        )}
        {words.hurts && changes > 0 && (
          <TextField
            label={
              <>
                Type <strong className="select-all font-semibold">{choice.kind}</strong> to confirm
              </>
            }
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
        <FailureNote error={start.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look={words.hurts ? 'danger-solid' : 'primary'}
            busy={start.isPending}
            disabledReason={reason ?? untyped}
          >
            {preview.data === undefined || what === undefined ? words.label : preview.data.title}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function hindrance(now: { complete: boolean; asked: boolean; changes: number }): string | undefined {
  if (!now.complete) return 'Say which label first'
  if (!now.asked) return 'The preview is on its way'
  return now.changes === 0 ? 'No site would change' : undefined
}

interface KindChoiceProps {
  value: BulkKind
  onChange: (kind: BulkKind) => void
}

function KindChoice({ value, onChange }: KindChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-sm">What to do</legend>
      <div className="flex flex-wrap gap-1.5">
        {(Object.keys(BULK_KINDS) as BulkKind[]).map((kind) => (
          <label
            key={kind}
            className="cursor-pointer rounded-lg border border-line-strong px-3 py-1.5 text-sm transition-colors hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft has-checked:font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="kind"
              value={kind}
              checked={kind === value}
              onChange={() => onChange(kind)}
              className="sr-only"
            />
            {BULK_KINDS[kind].label}
          </label>
        ))}
      </div>
      <p className="mt-2 text-soft text-sm">{BULK_KINDS[value].hint}</p>
    </fieldset>
  )
}
