import type { DryRun } from '@aipress/contract/dry-run.ts'
import type { MailSummary } from '@aipress/contract/mail.ts'
import type { LogKind, LogLine } from '@aipress/contract/sites.ts'
import { loginToSite } from '@aipress/contract/sites.ts'
import { Link } from '@tanstack/react-router'
import { Download, KeyRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useAction } from '../client/queries.ts'
import { MailRow } from '../mail/mail-row.tsx'
import { LogLines } from '../sites/log-view.tsx'
import { LogViewer } from '../sites/log-viewer.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { SHOWN_ONCE } from './chat-message.ts'

interface ListOfProps {
  count: number
  none: string
  more: boolean
  to: '/sites' | '/operations' | '/people' | '/tokens' | '/account' | '/audit' | '/mail' | '/shards' | '/bulk'
  search?: object
  children: ReactNode
}

/** A list in the chat, with the way to its page. */
export function ListOf({ count, none, more, to, search = {}, children }: ListOfProps) {
  if (count === 0) return <p className="text-soft italic">{none}</p>
  return (
    <div>
      {children}
      {more && (
        <Link to={to} search={search} className="link mt-2 inline-block text-sm">
          There are more: see all
        </Link>
      )}
    </div>
  )
}

/** The link works once, so the button gives way to one that asks for another. */
export function LoginCard({ login }: { login: { url: string; expiresAt: string; siteName: string } }) {
  const [used, setUsed] = useState(login.url === SHOWN_ONCE || Date.parse(login.expiresAt) <= Date.now())
  const again = useAction(loginToSite)
  const fresh = again.data ?? login
  const usable = again.data !== undefined || !used
  return (
    <Card className="flex flex-wrap items-center gap-3 p-4">
      <KeyRound size={18} aria-hidden className="text-soft" />
      <div className="min-w-40 flex-1">
        <p className="font-medium">wp-admin of {login.siteName}</p>
        <p className="text-soft text-sm">
          {usable ? (
            <>
              Works once; expires <RelativeTime at={fresh.expiresAt} />.
            </>
          ) : (
            'This link has been used or has expired.'
          )}
        </p>
      </div>
      {usable ? (
        <span className="flex items-center gap-1.5">
          <a
            href={fresh.url}
            target="_blank"
            rel="noreferrer"
            className={buttonClass('primary', 'small')}
            onClick={() => {
              setUsed(true)
              again.reset()
            }}
          >
            Log in to wp-admin
          </a>
          <CopyButton text={fresh.url} label="Copy the log-in link" />
        </span>
      ) : (
        <Button size="small" busy={again.isPending} onClick={() => again.mutate({ site: login.siteName })}>
          New link
        </Button>
      )}
      <FailureNote error={again.error} className="w-full" />
    </Card>
  )
}

/** A file of the platform; the browser asks for it itself. */
export function DownloadCard({ url }: { url: string }) {
  return (
    <a href={url} download className={buttonClass('plain', 'small')}>
      <Download size={15} aria-hidden />
      Download the file
    </a>
  )
}

interface LogsCardProps {
  siteName: string
  lines: readonly LogLine[]
  kind: LogKind | undefined
}

/** What was read then; live on request, as a card of last week must not begin to stream by itself. */
export function LogsCard({ siteName, lines, kind }: LogsCardProps) {
  const [live, setLive] = useState(false)
  return (
    <Card className="overflow-hidden">
      <header className="flex items-baseline justify-between gap-4 px-4 py-2.5 text-sm">
        <span className="font-medium">Logs of {siteName}</span>
        <span className="flex items-baseline gap-4">
          {!live && (
            <button type="button" className="link" onClick={() => setLive(true)}>
              Follow live
            </button>
          )}
          <Link to="/sites/$name/logs" params={{ name: siteName }} className="link">
            All logs
          </Link>
        </span>
      </header>
      {live ? (
        <div className="border-line border-t p-4">
          <LogViewer site={siteName} firstKind={kind} className="h-72" />
        </div>
      ) : (
        <ScrollBox
          label={`Logs of ${siteName}`}
          className="max-h-80 overflow-auto border-line border-t bg-sunken py-2"
        >
          {lines.length === 0 ? (
            <p className="px-4 py-3 text-soft">Nothing has been logged yet.</p>
          ) : (
            <LogLines lines={lines} />
          )}
        </ScrollBox>
      )}
    </Card>
  )
}

/** What would happen, and that nothing did. */
export function DryRunCard({ answer }: { answer: DryRun }) {
  return (
    <Card className="p-4">
      <p className="flex items-baseline gap-3">
        <span className="font-medium">{answer.title}</span>
        <Badge>Nothing was done</Badge>
      </p>
      <ul className="mt-2 ml-5 list-disc space-y-1 text-soft marker:text-faint">
        {(answer.wouldChange ? answer.effects : ['Nothing would change: all is so already.']).map(
          (effect) => (
            <li key={effect}>{effect}</li>
          ),
        )}
      </ul>
    </Card>
  )
}

interface CommandCardProps {
  result: { exitCode: number; stdout: string; stderr: string }
  args: unknown
}

export function CommandCard({ result, args }: CommandCardProps) {
  const output = result.stdout + result.stderr
  return (
    <Card className="overflow-hidden">
      <header className="flex items-baseline justify-between gap-4 px-4 py-2.5 text-sm">
        <code className="min-w-0 break-words font-mono">wp {Array.isArray(args) ? args.join(' ') : ''}</code>
        <span className="text-faint">exit code {result.exitCode}</span>
      </header>
      {output !== '' && (
        <pre className="max-h-80 overflow-auto border-line border-t bg-sunken px-4 py-3 font-mono text-[0.8rem] leading-5">
          {output}
        </pre>
      )}
    </Card>
  )
}

export function MailListCard({ items, more }: { items: readonly MailSummary[]; more: boolean }) {
  return (
    <ListOf count={items.length} none="No mail has been sent." more={more} to="/mail">
      <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
        {items.map((mail) => (
          <li key={mail.mailId} className="border-line border-b last:border-0">
            <Link to="/mail" search={{ mail: mail.mailId }} className="block px-4 py-3 hover:bg-sunken">
              <MailRow mail={mail} />
            </Link>
          </li>
        ))}
      </ul>
    </ListOf>
  )
}
