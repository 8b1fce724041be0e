import { type ShardDetails, type ShardState, showShard } from '@aipress/contract/shards.ts'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { queryOf } from '../client/queries.ts'
import { PartList } from '../status/part-list.tsx'
import { Card, Facts, Section } from '../ui/card.tsx'
import { classNames } from '../ui/class-names.ts'
import { Failure } from '../ui/failure.tsx'
import { capitalise, formatDate } from '../ui/format.ts'
import { MissingNotice } from '../ui/missing-notice.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { LoadBar } from './load-bar.tsx'
import { ownParts } from './own-parts.ts'
import { ShardActions } from './shard-actions.tsx'
import { ShardHistory } from './shard-history.tsx'
import { ShardSites } from './shard-sites.tsx'
import { ShardStateDot } from './shard-state.tsx'

const REFRESH_MS = 4_000

const route = getRouteApi('/app/shards/$shardId')

export function ShardPage() {
  const { shardId } = route.useParams()
  const {
    data: shard,
    error,
    refetch,
  } = useQuery({
    ...queryOf(showShard, { shard: shardId }),
    refetchInterval: REFRESH_MS,
  })
  if (shard === undefined) {
    return (
      <Page title={shardId}>
        {error === null ? (
          <Skeleton className="h-64" />
        ) : (
          <Failure
            error={error}
            onRetry={() => void refetch()}
            elsewhere={<Link to="/shards">All shards</Link>}
          />
        )}
      </Page>
    )
  }
  return (
    <Page
      title={shard.shardId}
      description={<ShardStateDot state={shard.state} />}
      actions={<ShardActions shard={shard} />}
    >
      <MissingNotice groups={shard.missing}>
        How the parts of this shard do is not known until it is back.
      </MissingNotice>
      <Reasons shard={shard} />
      <LoadCard shard={shard} />
      <Section title="Parts">
        <Card className="overflow-hidden">
          {shard.parts.length > 0 ? <PartList parts={ownParts(shard.parts)} /> : <NoParts shard={shard} />}
        </Card>
      </Section>
      <Section title="Sites on it">
        <ShardSites shardId={shard.shardId} />
      </Section>
      <Section title="History" description="When its state changed, and what the platform mended by itself.">
        <ShardHistory history={shard.history} />
      </Section>
    </Page>
  )
}

const REASON_FILLS: Partial<Record<ShardState, string>> = { down: 'bg-bad-soft', degraded: 'bg-warn-soft' }

function Reasons({ shard }: { shard: ShardDetails }) {
  if (shard.reasons.length === 0) return null
  return (
    <ul
      aria-label="Why"
      className={classNames(
        'mb-5 space-y-0.5 rounded-lg px-4 py-3',
        REASON_FILLS[shard.state] ?? 'bg-accent-soft',
      )}
    >
      {shard.reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  )
}

function NoParts({ shard }: { shard: ShardDetails }) {
  return (
    <p className="p-5 text-soft">
      {shard.state === 'preparing' || shard.state === 'retired'
        ? 'It has no servers at present.'
        : 'Its control group does not answer, so how its parts are is not known now.'}
    </p>
  )
}

function LoadCard({ shard }: { shard: ShardDetails }) {
  const room = Math.max(0, shard.sitesMax - shard.sites)
  return (
    <Card className="p-5 sm:p-6">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-serif text-[1.6rem] leading-tight tabular-nums">
          {shard.sites} <span className="text-faint text-lg">of {shard.sitesMax} sites</span>
        </span>
        <span className="text-soft text-sm">
          {shard.sites > shard.sitesTarget
            ? `${shard.sites - shard.sitesTarget} beyond its target of ${shard.sitesTarget}; room for ${room} more`
            : `${shard.sitesTarget - shard.sites} below its target of ${shard.sitesTarget}`}
        </span>
      </p>
      <div className="mt-3">
        <LoadBar shard={shard} />
      </div>
      {shard.leftBehind > 0 && (
        <p className="mt-3 text-soft text-sm">
          {shard.leftBehind === 1 ? 'One of them has' : `${shard.leftBehind} of them have`} moved away. Their
          places are kept for some minutes, in case something is amiss, and emptied then.
        </p>
      )}
      <Facts
        className="mt-5 sm:grid-cols-5"
        items={[
          ['Region', shard.region],
          ['Control group', shard.controlGroup],
          ['Warm slots', shard.warmSlots],
          ['Tiers', capitalise(shard.tiers.join(', '))],
          ['Created', formatDate(shard.createdAt)],
        ]}
      />
    </Card>
  )
}
