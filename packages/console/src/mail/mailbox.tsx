import { listMail, showMail } from '@aipress/contract/mail.ts'
import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Inbox } from 'lucide-react'
import { queryOf, usePages } from '../client/queries.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { LoadMore } from '../ui/load-more.tsx'
import { MissingNotice } from '../ui/missing-notice.tsx'
import { Skeleton, SkeletonRows } from '../ui/skeleton.tsx'
import { MailMessage } from './mail-message.tsx'
import { MailRow } from './mail-row.tsx'

const REFRESH_MS = 6_000

interface MailboxProps {
  /** Only mail of this site. */
  site?: string
  selected: string | undefined
  onSelect: (mailId: string | undefined) => void
}

/** List and reading pane; on a phone one after the other. */
export function Mailbox({ site, selected, onSelect }: MailboxProps) {
  const list = usePages(
    listMail,
    { limit: 30, ...(site === undefined ? {} : { site }) },
    { refetchIntervalMs: REFRESH_MS },
  )
  if (list.items === undefined) {
    return list.isError ? (
      <Failure error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <SkeletonRows />
    )
  }
  const missing = (
    <MissingNotice groups={list.missing}>
      Mail of sites of this group is not listed until it is back.
    </MissingNotice>
  )
  if (list.items.length === 0 && selected === undefined) {
    return (
      <>
        {missing}
        <Empty icon={<Inbox size={19} aria-hidden />} title="No mail yet">
          What sites send, password resets and new orders for example, appears here within seconds.
        </Empty>
      </>
    )
  }
  return (
    <>
      {missing}
      <div className="grid items-start gap-5 lg:grid-cols-[22rem_1fr]">
        <div className={classNames(selected !== undefined && 'hidden lg:block')}>
          <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
            {list.items.map((mail) => (
              <li key={mail.mailId} className="border-line border-b last:border-0">
                <button
                  type="button"
                  aria-current={mail.mailId === selected || undefined}
                  onClick={() => onSelect(mail.mailId)}
                  className="block w-full px-4 py-3 text-left transition-colors hover:bg-sunken/70 aria-[current=true]:bg-sunken"
                >
                  <MailRow mail={mail} />
                </button>
              </li>
            ))}
          </ul>
          <LoadMore {...list} />
        </div>
        {selected === undefined ? (
          <p className="hidden py-24 text-center font-serif text-faint text-lg italic lg:block">
            Choose a mail to read it.
          </p>
        ) : (
          <div>
            <Button
              look="quiet"
              size="small"
              className="mb-2 lg:hidden"
              icon={<ArrowLeft size={15} aria-hidden />}
              onClick={() => onSelect(undefined)}
            >
              All mail
            </Button>
            <Reading mailId={selected} />
          </div>
        )}
      </div>
    </>
  )
}

function Reading({ mailId }: { mailId: string }) {
  const { data: mail, error, refetch } = useQuery(queryOf(showMail, { mail: mailId }))
  if (mail !== undefined) return <MailMessage key={mail.mailId} mail={mail} />
  return error === null ? (
    <Skeleton className="h-80" />
  ) : (
    <Failure error={error} onRetry={() => void refetch()} />
  )
}
