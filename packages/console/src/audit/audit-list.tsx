import type { OutputOf } from '@aipress/contract/action.ts'
import { auditResultText, type listAudit } from '@aipress/contract/audit.ts'
import { listSites } from '@aipress/contract/sites.ts'
import { Link } from '@tanstack/react-router'
import { usePages } from '../client/queries.ts'
import { Badge } from '../ui/badge.tsx'
import { formatDuration } from '../ui/format.ts'
import { RelativeTime } from '../ui/time.tsx'
import { actedOn, readableInput } from './acted-on.ts'
import { doneWords } from './action-words.ts'

type AuditLine = OutputOf<typeof listAudit>['items'][number]

/** The most that one answer holds; a site beyond them is named as the line itself names it. */
const SITES_NAMED_MAX = 200

export function AuditList({ lines }: { lines: readonly AuditLine[] }) {
  const { items: sites = [] } = usePages(listSites, { limit: SITES_NAMED_MAX })
  const titles = new Map(sites.map((site) => [site.siteId, site.title]))
  const namesOf = (line: AuditLine) =>
    line.siteId === undefined || titles.has(line.siteId) || line.siteName === undefined
      ? titles
      : new Map([[line.siteId, line.siteName]])
  return (
    <ul className="@container overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {lines.map((line) => (
        <li key={line.auditId} className="border-line border-b last:border-0">
          <details>
            <AuditSummary line={line} siteNames={namesOf(line)} />
            <AuditDetails line={line} siteNames={namesOf(line)} />
          </details>
        </li>
      ))}
    </ul>
  )
}

interface AuditSummaryProps {
  line: AuditLine
  siteNames: ReadonlyMap<string, string>
}

function AuditSummary({ line, siteNames }: AuditSummaryProps) {
  const { name, detail } = actedOn(line, siteNames)
  return (
    <summary className="grid list-none grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 gap-y-0.5 px-4 py-2.5 hover:bg-sunken/60 @2xl:grid-cols-[15rem_minmax(0,1fr)_auto_6.5rem] sm:px-5 [&::-webkit-details-marker]:hidden">
      <span className="break-words font-medium">{doneWords(line.action, line.result === 'ok')}</span>
      <span className="@2xl:order-none order-last @2xl:col-span-1 col-span-2 min-w-0">
        {(name !== '' || detail !== '') && (
          <span className="block truncate">
            {name !== '' && <span className="mr-2">{name}</span>}
            <span className="text-soft text-sm">{detail}</span>
          </span>
        )}
        <span className="block truncate text-soft text-sm">
          {line.who} <span className="text-faint">through {line.door}</span>
        </span>
      </span>
      <span className="@2xl:order-none order-last justify-self-start">
        <Badge tone={line.result === 'ok' ? 'good' : 'bad'}>
          {auditResultText(line.result).replaceAll('_', ' ')}
        </Badge>
      </span>
      <span className="text-right text-faint text-sm">
        <RelativeTime at={line.at} />
      </span>
    </summary>
  )
}

function AuditDetails({ line, siteNames }: AuditSummaryProps) {
  const title = line.siteId === undefined ? undefined : siteNames.get(line.siteId)
  return (
    <div className="border-line border-t bg-sunken px-4 py-3 text-sm sm:px-5">
      <pre className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-xs">
        {readableInput(line.input)}
      </pre>
      <p className="mt-2 flex flex-wrap gap-x-4 text-faint">
        <code className="font-mono text-soft">{line.action}</code>
        {line.result !== 'ok' && <code className="font-mono text-soft">{line.result}</code>}
        <span>line {line.seq}</span>
        <span>took {formatDuration(line.durationMs)}</span>
        {line.siteId !== undefined && (
          <Link to="/sites/$name" params={{ name: line.siteId }} className="link">
            {title === undefined ? `Site ${line.siteId}` : `${title} (${line.siteId})`}
          </Link>
        )}
        {line.operationId !== undefined && (
          <Link to="/operations/$operationId" params={{ operationId: line.operationId }} className="link">
            Operation {line.operationId}
          </Link>
        )}
      </p>
      <p className="mt-1 break-all font-mono text-faint text-xs">{line.hash}</p>
    </div>
  )
}
