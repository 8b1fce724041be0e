import { addHostname, removeHostname } from '@aipress/contract/hostnames.ts'
import type { Site, SiteHostname } from '@aipress/contract/sites.ts'
import { useState } from 'react'
import { useMe } from '../sign-in/session.ts'
import { reasonOf, siteCan } from '../sites/site-can.ts'
import { useSiteOfRoute } from '../sites/use-site-of-route.ts'
import { useSiteOperation } from '../sites/use-site-operation.ts'
import { Button } from '../ui/button.tsx'
import { Card, Section } from '../ui/card.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { HostnameList } from './hostname-list.tsx'
import { type PrimaryChoice, PrimaryChoices, primaryInput } from './primary-choice.tsx'

export function SiteHostnames() {
  const site = useSiteOfRoute().data
  const [removing, setRemoving] = useState<string>()
  const me = useMe()
  if (site === undefined) return null
  const changeReason = reasonOf(siteCan.changeHostnames(site, me))
  const removeButton = (each: SiteHostname) => (
    <Button
      size="small"
      look="quiet"
      disabledReason={each.builtIn ? 'The built-in hostname always stays.' : changeReason}
      onClick={() => setRemoving(each.hostname)}
      aria-label={`Remove ${each.hostname}`}
    >
      Remove
    </Button>
  )
  return (
    <>
      <HostnameList hostnames={site.hostnames} actions={removeButton} />
      <Section
        title="Add a hostname"
        description="Point its DNS record to this platform, then add it here. WordPress calls itself by the primary one; the others lead to it."
      >
        <AddHostnameForm site={site} disabledReason={changeReason} />
      </Section>
      {removing !== undefined && (
        <RemoveHostnameDialog site={site} hostname={removing} onClose={() => setRemoving(undefined)} />
      )}
    </>
  )
}

function AddHostnameForm({ site, disabledReason }: { site: Site; disabledReason: string | undefined }) {
  const [hostname, setHostname] = useState('')
  const [primary, setPrimary] = useState<PrimaryChoice>('when-ready')
  const add = useSiteOperation(addHostname, {
    done: ({ title }) => `${title} is on ${hostname}`,
    onStarted: () => setHostname(''),
  })
  return (
    <Card className="max-w-2xl p-5">
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate({ site: site.name, hostname, ...primaryInput(primary) })
        }}
      >
        <TextField
          label="Hostname"
          value={hostname}
          onChange={(event) => setHostname(event.target.value)}
          placeholder="bakery.example.com"
          required
          maxLength={253}
          inputMode="url"
          autoCapitalize="none"
          spellCheck={false}
        />
        <PrimaryChoices value={primary} onChange={setPrimary} />
        <FailureNote error={add.error} />
        <Button
          type="submit"
          look="primary"
          busy={add.isPending}
          disabledReason={disabledReason ?? (hostname.trim() === '' ? 'Type a hostname first' : undefined)}
        >
          Add hostname
        </Button>
      </form>
    </Card>
  )
}

interface RemoveHostnameDialogProps {
  site: Site
  hostname: string
  onClose: () => void
}

function RemoveHostnameDialog({ site, hostname, onClose }: RemoveHostnameDialogProps) {
  const remove = useSiteOperation(removeHostname, {
    done: ({ title }) => `${hostname} is off ${title}`,
    onStarted: onClose,
  })
  return (
    <ConfirmDialog
      title={`Remove ${hostname}?`}
      confirmLabel="Remove hostname"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ site: site.name, hostname })}
      onClose={onClose}
    >
      <p>Visitors who use it will see that there is no such site. It can be added again at any time.</p>
    </ConfirmDialog>
  )
}
