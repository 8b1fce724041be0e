import { isSettled, type Operation } from '@aipress/contract/operations.ts'
import { type Site, showSite } from '@aipress/contract/sites.ts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { History, Info, ScrollText } from 'lucide-react'
import { type ReactNode, useEffect, useMemo } from 'react'
import { queryOf } from '../client/queries.ts'
import { mayPass } from '../client/query-client.ts'
import { CancelOperation } from '../operations/cancel-operation.tsx'
import { OperationBar } from '../operations/operation-progress.tsx'
import { useOperation } from '../operations/use-operation.ts'
import { ShardLink } from '../shards/shard-link.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ProblemNote } from '../ui/failure.tsx'
import { formatUsd } from '../ui/format.ts'
import { Hint } from '../ui/hint.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { changedSince } from './changed-since.ts'
import { LogInButton } from './log-in-button.tsx'
import { OpenSiteLink, SiteAddress } from './site-link.tsx'
import { refOf, SiteStateDot, SiteTile, TIER_LABELS } from './site-state.tsx'

/** While something is under way on the site, or unknown. */
const REFRESH_BUSY_MS = 2_000

interface SiteCardProps {
  site: Site
  /** The operation that this card tells of, for example the one that created the site. */
  operation?: Operation
  /** What the asker should know besides. */
  notice?: string | undefined
}

/** A site at a glance: what it is called, where it is, what may be done. Live. */
export function SiteCard({ site: asOfThen, operation, notice }: SiteCardProps) {
  const query = useQuery({
    ...queryOf(showSite, { site: asOfThen.siteId }),
    initialData: asOfThen,
    initialDataUpdatedAt: 0,
    // One answer that failed must not leave the card at what was so then.
    refetchInterval: ({ state: { data, error } }) => {
      const changing = data?.state === 'creating' || data?.operationId !== undefined || error !== null
      return changing && (error === null || mayPass(error)) ? REFRESH_BUSY_MS : false
    },
  })
  const { refetch } = query
  const site = query.data
  const { state, title, tier, url, shardId } = asOfThen
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is told anew with each of these
  const toldAt = useMemo(() => Date.now(), [operation?.state, state, title, tier, url, shardId])
  // What another card was told a moment ago is not news any more once something was done.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each telling
  useEffect(() => void refetch({ cancelRefetch: false }), [refetch, toldAt])
  const isNews = query.dataUpdatedAt >= toldAt && (operation === undefined || isSettled(operation.state))
  const changes = isNews ? changedSince(asOfThen, site) : []
  const atWork = operation?.operationId ?? site.operationId
  return (
    <Card className="overflow-hidden">
      <div className="flex items-start gap-3.5 p-4 sm:p-5">
        <SiteTile site={site} />
        <div className="min-w-0 flex-1">
          <h3 className="truncate text-[1.3rem] leading-tight">
            <Link to="/sites/$name" params={{ name: refOf(site) }} className="hover:underline">
              {site.title}
            </Link>
          </h3>
          <p className="mt-0.5 flex min-w-0 text-[0.93rem]">
            <SiteAddress site={site} />
          </p>
        </div>
        <SiteStateDot state={site.state} />
      </div>
      {changes.length > 0 && (
        <p className="mx-4 mb-4 flex gap-2.5 text-sm text-soft sm:mx-5">
          <History size={17} aria-hidden className="mt-0.5 shrink-0" />
          <span className="min-w-0 break-words">Changed since this was said: {changes.join(', ')}.</span>
        </p>
      )}
      {notice !== undefined && <CardNotice text={notice} />}
      {atWork !== undefined && <OperationAtWork operationId={atWork} asOfThen={operation} />}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 border-line border-t px-4 py-3.5 sm:grid-cols-4 sm:px-5">
        <Fact name="Tier">{TIER_LABELS[site.tier]}</Fact>
        <Fact name="Cost">{formatUsd(site.costUsdPerMonth)} a month</Fact>
        <Fact name="Shard">
          <ShardLink shardId={site.shardId} />
        </Fact>
        <Fact name="WordPress">{site.wordpressVersion}</Fact>
      </dl>
      <SiteCardActions site={site} />
    </Card>
  )
}

function SiteCardActions({ site }: { site: Site }) {
  if (site.state === 'deleted') {
    return (
      <p className="border-line border-t px-4 py-3 text-soft text-sm sm:px-5">
        {site.undeletableUntil === undefined ? (
          'Gone for good soon.'
        ) : (
          <>
            Can be brought back; gone for good <RelativeTime at={site.undeletableUntil} />.
          </>
        )}
      </p>
    )
  }
  return (
    <div className="flex flex-wrap gap-2 border-line border-t px-4 py-3 sm:px-5">
      <LogInButton site={site} size="small" />
      <OpenSiteLink site={site} size="small" />
      <Link to="/sites/$name/logs" params={{ name: site.name }} className={buttonClass('quiet', 'small')}>
        <ScrollText size={15} aria-hidden />
        Logs
      </Link>
    </div>
  )
}

interface OperationAtWorkProps {
  operationId: string
  asOfThen: Operation | undefined
}

/** Progress while it lasts, the failure if it failed, and nothing once all is well. */
function OperationAtWork({ operationId, asOfThen }: OperationAtWorkProps) {
  const operation = useOperation(operationId, asOfThen).data
  if (operation === undefined || operation.state === 'succeeded') return null
  return (
    <div className="px-4 pb-4 sm:px-5">
      {operation.error === undefined ? (
        <>
          <OperationBar operation={operation} />
          <CancelOperation operation={operation} />
        </>
      ) : (
        <ProblemNote problem={operation.error} />
      )}
    </div>
  )
}

function CardNotice({ text }: { text: string }) {
  return (
    <p className="mx-4 mb-4 flex gap-2.5 rounded-lg bg-warn-soft px-3.5 py-3 text-sm sm:mx-5">
      <Info size={17} aria-hidden className="mt-0.5 shrink-0 text-warn" />
      <span className="min-w-0 break-words">
        <Hint text={text} />
      </span>
    </p>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="label-caps">{name}</dt>
      <dd className="truncate text-[0.93rem]">{children}</dd>
    </div>
  )
}
