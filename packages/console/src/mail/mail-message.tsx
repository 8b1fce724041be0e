import type { Mail } from '@aipress/contract/mail.ts'
import { Paperclip } from 'lucide-react'
import { useState } from 'react'
import { Card } from '../ui/card.tsx'
import { Choices } from '../ui/choices.tsx'
import { formatBytes, formatMoment } from '../ui/format.ts'
import { LinkedText } from './linked-text.tsx'
import { DeliveryBadge } from './mail-row.tsx'

const VIEWS = {
  html: { value: 'html', label: 'Designed' },
  text: { value: 'text', label: 'Text' },
  headers: { value: 'headers', label: 'Headers' },
} as const
type View = keyof typeof VIEWS

/** One mail as its reader would see it. Its content is other people's words and can do nothing here. */
export function MailMessage({ mail }: { mail: Mail }) {
  const views: View[] = [
    ...(mail.html === undefined ? [] : (['html'] as const)),
    ...(mail.text === undefined ? [] : (['text'] as const)),
    'headers',
  ]
  const [chosen, setChosen] = useState<View>()
  const view = chosen ?? views[0] ?? 'headers'
  return (
    <Card className="overflow-hidden">
      <header className="border-line border-b p-4 sm:p-5">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <h2 className="min-w-0 break-words text-[1.35rem] leading-snug">
            {mail.subject === '' ? '(no subject)' : mail.subject}
          </h2>
          <DeliveryBadge delivery={mail.delivery} />
        </div>
        <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
          <Line name="From">{mail.from}</Line>
          <Line name="To">{mail.to.join(', ')}</Line>
          <Line name="Sent">{formatMoment(mail.sentAt)}</Line>
          {mail.problem !== undefined && <Line name="Problem">{mail.problem}</Line>}
        </dl>
        <div className="mt-4 flex">
          <Choices
            label="View"
            value={view}
            options={views.map((each) => VIEWS[each])}
            onChange={setChosen}
          />
        </div>
      </header>
      <Body mail={mail} view={view} />
      {mail.attachments.length > 0 && (
        <ul className="flex flex-wrap gap-2 border-line border-t p-4 text-sm" aria-label="Attachments">
          {mail.attachments.map((file) => (
            <li key={file.filename} className="flex items-center gap-1.5 rounded-md bg-sunken px-2 py-1">
              <Paperclip size={14} aria-hidden className="text-faint" />
              {file.filename}
              <span className="text-faint">{formatBytes(file.sizeBytes)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Line({ name, children }: { name: string; children: string }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}

function Body({ mail, view }: { mail: Mail; view: View }) {
  switch (view) {
    case 'html':
      return <HtmlBody html={mail.html ?? ''} />
    case 'text':
      return (
        <div className="p-4 sm:p-5">
          <LinkedText text={mail.text ?? ''} />
        </div>
      )
    case 'headers':
      return (
        <dl className="overflow-x-auto p-4 font-mono text-xs leading-5 sm:p-5">
          {mail.headers.map((header, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a header may occur twice, and the list never changes
            <div key={index} className="flex gap-3">
              <dt className="w-44 shrink-0 text-faint">{header.name}</dt>
              <dd className="whitespace-pre-wrap break-all">{header.value}</dd>
            </div>
          ))}
        </dl>
      )
  }
}

/**
 * A frame without scripts, forms or our origin. Links open in a tab of their own, because a password
 * reset is of no use otherwise. Mail is written for white paper, so it gets it in the dark too.
 */
function HtmlBody({ html }: { html: string }) {
  return (
    <iframe
      title="Mail"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      srcDoc={`<base target="_blank"><meta name="referrer" content="no-referrer">${html}`}
      className="block h-[60dvh] w-full"
      style={{ background: '#fff', colorScheme: 'light' }}
    />
  )
}
