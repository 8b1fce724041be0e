import { resumeSite, type Site, undeleteSite } from '@aipress/contract/sites.ts'
import { Pause, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { formatMoment } from '../ui/format.ts'
import { RelativeTime } from '../ui/time.tsx'
import { reasonOf, siteCan } from './site-can.ts'
import { useSiteOperation } from './use-site-operation.ts'

export function SuspendedNotice({ site }: { site: Site }) {
  const resume = useSiteOperation(resumeSite, { done: ({ title }) => `${title} is back online` })
  return (
    <Notice
      icon={<Pause size={18} aria-hidden className="text-warn" />}
      error={resume.error}
      action={
        <Button
          look="primary"
          size="small"
          busy={resume.isPending}
          disabledReason={reasonOf(siteCan.resume(site, useMe()))}
          onClick={() => resume.mutate({ site: site.name })}
        >
          Resume
        </Button>
      }
    >
      <strong className="font-semibold">Suspended.</strong> Visitors see a friendly notice; everything is
      kept.
    </Notice>
  )
}

export function DeletedNotice({ site }: { site: Site }) {
  const undelete = useSiteOperation(undeleteSite, { done: ({ title }) => `${title} is back` })
  return (
    <Notice
      icon={<Trash2 size={18} aria-hidden className="text-bad" />}
      error={undelete.error}
      action={
        <Button
          look="primary"
          size="small"
          busy={undelete.isPending}
          disabledReason={reasonOf(siteCan.undelete(site, useMe()))}
          onClick={() => undelete.mutate({ site: site.siteId })}
        >
          Bring it back
        </Button>
      }
    >
      <strong className="font-semibold">Deleted.</strong>{' '}
      {site.undeletableUntil === undefined ? (
        'It will be gone for good soon.'
      ) : (
        <>
          It is kept until {formatMoment(site.undeletableUntil)} and gone for good{' '}
          <RelativeTime at={site.undeletableUntil} />.
        </>
      )}
    </Notice>
  )
}

interface NoticeProps {
  icon: ReactNode
  action: ReactNode
  error: unknown
  children: ReactNode
}

function Notice({ icon, action, error, children }: NoticeProps) {
  return (
    <div className="mb-6 rounded-xl border border-line-strong bg-sunken px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-center gap-3">
        {icon}
        <p className="min-w-52 flex-1">{children}</p>
        {action}
      </div>
      <FailureNote error={error} className="mt-3" />
    </div>
  )
}
