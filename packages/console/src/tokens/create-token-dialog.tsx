import { createToken, listTokens } from '@aipress/contract/accounts.ts'
import type { Permission } from '@aipress/contract/roles.ts'
import { useState } from 'react'
import { refresh, useAction } from '../client/queries.ts'
import { SelectField, TextField } from '../ui/field.tsx'
import { DoneDialog, FormDialog } from '../ui/form-dialog.tsx'
import { ScopeField } from './scope-field.tsx'
import { TokenSecret } from './token-secret.tsx'

const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'Never' },
]

type Reach = 'all' | 'read' | 'chosen'
const REACHES = [
  { value: 'all', label: 'Everything that I may' },
  { value: 'read', label: 'Only read' },
  { value: 'chosen', label: 'Only what I choose' },
]

interface Wish {
  name: string
  days: string
  reach: Reach
  scope: readonly Permission[]
  /** Names, separated by commas. */
  sites: string
}

const FIRST: Wish = { name: '', days: '90', reach: 'all', scope: ['sites:read'], sites: '' }

export function CreateTokenDialog({ onClose }: { onClose: () => void }) {
  const [wish, setWish] = useState(FIRST)
  const change = (changed: Partial<Wish>) => setWish((before) => ({ ...before, ...changed }))
  const create = useAction(createToken, { onSuccess: () => refresh(listTokens) })
  if (create.data !== undefined) {
    return (
      <DoneDialog title="Your new token" onClose={onClose}>
        <TokenSecret created={create.data} />
      </DoneDialog>
    )
  }
  return (
    <FormDialog
      title="New API token"
      submitLabel="Create token"
      busy={create.isPending}
      error={create.error}
      disabledReason={missingIn(wish)}
      onSubmit={() => create.mutate(inputOf(wish))}
      onClose={onClose}
    >
      <TextField
        label="What it is for"
        value={wish.name}
        onChange={(event) => change({ name: event.target.value })}
        placeholder="deploy script"
        required
        maxLength={60}
        autoFocus
      />
      <SelectField
        label="Expires after"
        value={wish.days}
        onChange={(event) => change({ days: event.target.value })}
        options={LIFETIMES}
      />
      <SelectField
        label="It may"
        value={wish.reach}
        onChange={(event) => change({ reach: event.target.value as Reach })}
        options={REACHES}
      />
      {wish.reach === 'chosen' && <ScopeField value={wish.scope} onChange={(scope) => change({ scope })} />}
      <TextField
        label="On these sites alone"
        hint="Names, separated by commas; all of yours when left empty."
        value={wish.sites}
        onChange={(event) => change({ sites: event.target.value })}
        placeholder="bakery, harbour-books"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={2_000}
      />
    </FormDialog>
  )
}

function inputOf({ name, days, reach, scope, sites }: Wish) {
  const site = sites.split(',').flatMap((each) => each.trim() || [])
  return {
    name,
    readOnly: reach === 'read',
    ...(days === '' ? {} : { days: Number(days) }),
    ...(reach === 'chosen' ? { scope: [...scope] } : {}),
    ...(site.length === 0 ? {} : { site }),
  }
}

function missingIn({ name, reach, scope }: Wish): string | undefined {
  if (name.trim() === '') return 'Say what it is for first'
  return reach === 'chosen' && scope.length === 0 ? 'Choose at least one thing it may' : undefined
}
