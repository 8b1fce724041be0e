import { purgeCache } from '@aipress/contract/cache.ts'
import { deleteSite, renameSite, resumeSite, type Site, suspendSite } from '@aipress/contract/sites.ts'
import { useRouter } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { PhpSettings } from '../php/php-settings.tsx'
import { mayOn, useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Card, Section } from '../ui/card.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { SiteAccessList } from './site-access.tsx'
import { reasonOf, siteCan } from './site-can.ts'
import { DeletedNotice } from './site-notices.tsx'
import { useSiteOfRoute } from './use-site-of-route.ts'
import { useSiteOperation } from './use-site-operation.ts'

export function SiteSettings() {
  const site = useSiteOfRoute().data
  const me = useMe()
  if (site === undefined) return null
  if (site.state === 'deleted') return <DeletedNotice site={site} />
  return (
    <div className="max-w-2xl">
      <Section
        title="Title and address"
        description="Addresses inside the content are rewritten, and the old address leads to the new one."
      >
        {/* A renamed site is another form: its fields start from the new values. */}
        <RenameForm key={`${site.title}/${site.name}`} site={site} />
      </Section>
      <Section title="Caches">
        <PurgeCacheRow site={site} />
      </Section>
      <Section title="PHP" description="Counts from the next request on, without a restart.">
        <PhpSettings site={site} />
      </Section>
      <Section title="Availability">
        {site.state === 'suspended' ? <ResumeRow site={site} /> : <SuspendRow site={site} />}
      </Section>
      {mayOn(me, 'members:read', site) && (
        <Section
          title="Access"
          description="Members of the account have their role on all its sites. Share this one with somebody who shall see nothing else."
        >
          <SiteAccessList site={site} />
        </Section>
      )}
      <Section title="Delete">
        <DeleteRow site={site} />
      </Section>
    </div>
  )
}

function RenameForm({ site }: { site: Site }) {
  const router = useRouter()
  const [title, setTitle] = useState(site.title)
  const [name, setName] = useState(site.name)
  const rename = useSiteOperation(renameSite, {
    done: () => `Renamed to ${title}`,
    // The old name leads nowhere in the console; whoever still looks at it is taken along.
    onDone: () => {
      if (!router.state.location.pathname.startsWith(`/sites/${site.name}/`)) return
      void router.navigate({ to: '/sites/$name/settings', params: { name }, replace: true })
    },
  })
  const unchanged = title.trim() === site.title && name === site.name
  const reason =
    reasonOf(siteCan.rename(site, useMe())) ?? (unchanged ? 'Nothing has been changed yet.' : undefined)
  return (
    <Card className="p-5">
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          rename.mutate({ site: site.siteId, title, name })
        }}
      >
        <TextField
          label="Title"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          required
          maxLength={120}
        />
        <TextField
          label="Address"
          value={name}
          onChange={(event) => setName(event.target.value.toLowerCase())}
          required
          maxLength={50}
          autoCapitalize="none"
          spellCheck={false}
        />
        <FailureNote error={rename.error} />
        <Button type="submit" busy={rename.isPending} disabledReason={reason}>
          Rename
        </Button>
      </form>
    </Card>
  )
}

function PurgeCacheRow({ site }: { site: Site }) {
  const purge = useSiteOperation(purgeCache, {
    done: ({ title }) => `Visitors of ${title} get fresh pages from now on`,
  })
  return (
    <Row
      text="Pages are kept for visitors who are not logged in, and WordPress keeps what it has read from its database. Both follow every change by themselves. After changes that WordPress does not know of, have all of it forgotten by hand."
      error={purge.error}
    >
      <Button
        busy={purge.isPending}
        disabledReason={reasonOf(siteCan.purgeCache(site, useMe()))}
        onClick={() => purge.mutate({ site: site.name })}
      >
        Purge cache
      </Button>
    </Row>
  )
}

function SuspendRow({ site }: { site: Site }) {
  const suspend = useSiteOperation(suspendSite, { done: ({ title }) => `${title} is suspended` })
  return (
    <Row
      text="Take the site offline. Visitors see a friendly notice; everything is kept."
      error={suspend.error}
    >
      <Button
        busy={suspend.isPending}
        disabledReason={reasonOf(siteCan.suspend(site, useMe()))}
        onClick={() => suspend.mutate({ site: site.name })}
      >
        Suspend
      </Button>
    </Row>
  )
}

function ResumeRow({ site }: { site: Site }) {
  const resume = useSiteOperation(resumeSite, { done: ({ title }) => `${title} is back online` })
  return (
    <Row text="The site is suspended. Bring it back online as it was." error={resume.error}>
      <Button
        look="primary"
        busy={resume.isPending}
        disabledReason={reasonOf(siteCan.resume(site, useMe()))}
        onClick={() => resume.mutate({ site: site.name })}
      >
        Resume
      </Button>
    </Row>
  )
}

function DeleteRow({ site }: { site: Site }) {
  const [asking, setAsking] = useState(false)
  const remove = useSiteOperation(deleteSite, {
    done: ({ title }) => `${title} is deleted; it can be brought back for a while`,
    onStarted: () => setAsking(false),
  })
  return (
    <Row text="The site goes offline at once. It can be brought back within its grace period; then it is gone for good.">
      <Button
        look="danger"
        disabledReason={reasonOf(siteCan.delete(site, useMe()))}
        onClick={() => setAsking(true)}
      >
        Delete site
      </Button>
      {asking && (
        <ConfirmDialog
          title={`Delete ${site.title}?`}
          confirmLabel="Delete site"
          typed={site.name}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate({ site: site.name })}
          onClose={() => setAsking(false)}
        >
          <p>
            Visitors can no longer reach{' '}
            <strong className="text-ink">{site.hostnames.map((each) => each.hostname).join(', ')}</strong>.
          </p>
          <p>You can bring the site back within its grace period. After that its content is gone for good.</p>
        </ConfirmDialog>
      )}
    </Row>
  )
}

function Row({ text, error, children }: { text: string; error?: unknown; children: ReactNode }) {
  return (
    <Card className="p-5">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="min-w-56 flex-1 text-soft">{text}</p>
        {children}
      </div>
      <FailureNote error={error} className="mt-4" />
    </Card>
  )
}
