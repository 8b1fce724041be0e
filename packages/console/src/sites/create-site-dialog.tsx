import { listAccounts } from '@aipress/contract/accounts.ts'
import { createSite } from '@aipress/contract/sites.ts'
import { TIERS, Tier } from '@aipress/contract/tiers.ts'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { usePages } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { NameField } from './name-field.tsx'
import { nameProblem } from './site-address.ts'
import { TIER_LABELS } from './site-state.tsx'
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

function TierChoice({ value, onChange }: { value: Tier; onChange: (tier: Tier) => void }) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-sm">Tier</legend>
      <div className="grid grid-cols-3 gap-2">
        {Tier.options.map((tier) => (
          <label
            key={tier}
            className={classNames(
              'cursor-pointer rounded-lg border px-3 py-2 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent',
              tier === value ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-sunken',
            )}
          >
            <input
              type="radio"
              name="tier"
              value={tier}
              checked={tier === value}
              onChange={() => onChange(tier)}
              className="sr-only"
            />
            <span className="block font-medium text-sm">{TIER_LABELS[tier]}</span>
            <span className="block text-soft text-sm">${TIERS[tier].priceUsdPerMonth} a month</span>
            <span className="block text-soft text-xs">{TIERS[tier].storageGb} GB</span>
          </label>
        ))}
      </div>
    </fieldset>
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
