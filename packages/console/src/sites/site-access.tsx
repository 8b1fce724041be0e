import { giveAccess, listAccess, revokeAccess, type SiteAccess } from '@aipress/contract/access.ts'
import { SiteRole } from '@aipress/contract/roles.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { queryOf, refresh, useAction } from '../client/queries.ts'
import { AccessList } from '../people/access-list.tsx'
import { OneTimeLink } from '../people/one-time-link.tsx'
import { mayOn, useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Failure } from '../ui/failure.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { DoneDialog, FormDialog } from '../ui/form-dialog.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'

/** Who may do something on the site; and for who may change that, sharing it and ending that. */
export function SiteAccessList({ site }: { site: Site }) {
  const me = useMe()
  const query = useQuery(queryOf(listAccess, { site: site.siteId }))
  const [sharing, setSharing] = useState(false)
  const [ending, setEnding] = useState<SiteAccess>()
  const mayChange = mayOn(me, 'members:change', site)
  if (query.data === undefined) {
    return query.isError ? (
      <Failure error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <SkeletonRows count={2} />
    )
  }
  const endButton = (access: SiteAccess) =>
    access.on === 'site' &&
    mayChange && (
      <Button
        size="small"
        look="quiet"
        aria-label={`Stop sharing with ${access.email}`}
        onClick={() => setEnding(access)}
      >
        Stop sharing
      </Button>
    )
  return (
    <div className="space-y-4">
      {query.data.items.length === 0 ? (
        <p className="text-soft">Nobody but the platform’s own people.</p>
      ) : (
        <AccessList items={query.data.items} actions={endButton} />
      )}
      {mayChange && <Button onClick={() => setSharing(true)}>Share this site</Button>}
      {sharing && <ShareDialog site={site} onClose={() => setSharing(false)} />}
      {ending !== undefined && (
        <StopSharingDialog site={site} access={ending} onClose={() => setEnding(undefined)} />
      )}
    </div>
  )
}

const ROLES = [
  { value: 'developer', label: 'Developer: works on the site' },
  { value: 'viewer', label: 'Viewer: sees the site' },
]

function ShareDialog({ site, onClose }: { site: Site; onClose: () => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<SiteRole>('developer')
  const give = useAction(giveAccess, { onSuccess: () => refresh(listAccess) })
  if (give.data !== undefined) {
    return (
      <DoneDialog title={`${site.title} is shared`} onClose={onClose}>
        {give.data.url === undefined || give.data.expiresAt === undefined ? (
          <p className="text-soft">{give.data.email} finds it among their sites.</p>
        ) : (
          <OneTimeLink
            title={`Invitation for ${give.data.email}`}
            link={{ url: give.data.url, expiresAt: give.data.expiresAt }}
          />
        )}
      </DoneDialog>
    )
  }
  return (
    <FormDialog
      title={`Share ${site.title}`}
      submitLabel="Share"
      busy={give.isPending}
      error={give.error}
      disabledReason={email.trim() === '' ? 'Type an e-mail address first' : undefined}
      onSubmit={() => give.mutate({ site: site.siteId, email, role })}
      onClose={onClose}
    >
      <TextField
        label="E-mail address"
        type="email"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        placeholder="ben@example.com"
        required
        maxLength={254}
        autoFocus
      />
      <SelectField
        label="Role on this site"
        value={role}
        onChange={(event) => setRole(SiteRole.parse(event.target.value))}
        options={ROLES}
      />
    </FormDialog>
  )
}

function StopSharingDialog({
  site,
  access,
  onClose,
}: {
  site: Site
  access: SiteAccess
  onClose: () => void
}) {
  const revoke = useAction(revokeAccess, {
    onSuccess: () => {
      refresh(listAccess)
      toast.good(`${site.title} is no longer shared with ${access.email}`)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`Stop sharing ${site.title} with ${access.email}?`}
      confirmLabel="Stop sharing"
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate({ site: site.siteId, person: access.email })}
      onClose={onClose}
    >
      <p>They no longer see the site from now on. Whatever they have in WordPress itself stays there.</p>
    </ConfirmDialog>
  )
}
