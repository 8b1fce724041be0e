import { listAccounts } from '@aipress/contract/accounts.ts'
import { createSite } from '@aipress/contract/sites.ts'
import type { Tier } from '@aipress/contract/tiers.ts'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { usePages } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { NameField } from './name-field.tsx'
import { nameProblem } from './site-address.ts'
import { TierChoice } from './tier-choice.tsx'
import { useSiteOperation } from './use-site-operation.ts'

export function CreateSiteDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const me = useMe()
  const [title, setTitle] = useState('')
  const [name, setName] = useState('')
  const [tier, setTier] = useState<Tier>('bronze')
  const [account, setAccount] = useState('')
  const create = useSiteOperation(createSite, {
    done: (site) => `${site.title} is running`,
    onStarted: ({ site }) => {
      onClose()
      void navigate({ to: '/sites/$name', params: { name: site.name } })
    },
  })
  const submit = () =>
    create.mutate({
      title,
      tier,
      ...(name === '' ? {} : { name }),
      ...(account === '' ? {} : { account }),
    })
  return (
    <Dialog title="New site" onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <TextField
          label="Title"
          hint="In any language; it can be changed later."
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          required
          maxLength={120}
          placeholder="Corner Bakery"
          autoFocus
        />
        <NameField title={title} typed={name} onType={setName} />
        <TierChoice value={tier} onChange={setTier} />
        {may(me, 'accounts:read') && <AccountChoice value={account} onChange={setAccount} />}
        <FailureNote error={create.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={create.isPending}
            disabledReason={title.trim() === '' ? 'Give the site a title first' : nameProblem(name)}
          >
            Create site
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function AccountChoice({ value, onChange }: { value: string; onChange: (account: string) => void }) {
  const me = useMe()
  const accounts = usePages(listAccounts, { limit: 200 })
  if (accounts.items === undefined || accounts.items.length < 2) return null
  return (
    <SelectField
      label="Account"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      options={[
        { value: '', label: `${me.accountName} (yours)` },
        ...accounts.items
          .filter((account) => account.accountId !== me.accountId)
          .map((account) => ({ value: account.accountId, label: account.name })),
      ]}
    />
  )
}
