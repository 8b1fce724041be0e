import { listShards, mapShards } from '@aipress/contract/shards.ts'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Boxes, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { queryOf } from '../client/queries.ts'
import { useMe } from '../sign-in/session.ts'
import { reasonOf } from '../sites/site-can.ts'
import { Button } from '../ui/button.tsx'
import { Choices } from '../ui/choices.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { MissingNotice } from '../ui/missing-notice.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { CreateShardDialog } from './create-shard-dialog.tsx'
import { mayChangeShards } from './shard-can.ts'
import { groupShards } from './shard-groups.ts'
import { ShardList } from './shard-list.tsx'
import { ShardMap } from './shard-map.tsx'
import { shardStateLabel } from './shard-state.tsx'
import { countStates, ShardTotals } from './shard-summary.tsx'
import type { ShardsSearch } from './shards-search.ts'
import { StateFilter } from './state-filter.tsx'

const REFRESH_MS = 5_000
/** Up to so many each may tell of itself; more are looked at as a map. */
const CARDS_MAX = 24

const route = getRouteApi('/app/shards')

export function ShardsPage() {
  const [creating, setCreating] = useState(false)
  const me = useMe()
  const map = useQuery({ ...queryOf(mapShards, {}), refetchInterval: REFRESH_MS })
  // Its parts are for the cards, and it alone says which control groups are silent.
  const { state } = route.useSearch()
  const list = useQuery({
    ...queryOf(listShards, { limit: CARDS_MAX, ...(state === undefined ? {} : { state }) }),
    refetchInterval: REFRESH_MS,
    placeholderData: (previous) => previous,
  })
  const createButton = (
    <Button
      look="primary"
      icon={<Plus size={17} aria-hidden />}
      disabledReason={reasonOf(mayChangeShards(me))}
      onClick={() => setCreating(true)}
    >
      New shard
    </Button>
  )
  return (
    <Page
      title="Shards"
      description="Each has a database server, cache and PHP of its own. What goes wrong in one stays in it."
      actions={createButton}
    >
      <MissingNotice groups={list.data?.missing}>
        How the parts of its shards do is not known until it is back.
      </MissingNotice>
      {map.data === undefined ? (
        map.isError ? (
          <Failure error={map.error} onRetry={() => void map.refetch()} />
        ) : (
          <SkeletonRows count={3} />
        )
      ) : (
        <>
          <ShardTotals totals={map.data.totals} />
          <ShardsFound shards={map.data.items} cards={list.data?.items} />
        </>
      )}
      {creating && <CreateShardDialog shards={map.data?.items ?? []} onClose={() => setCreating(false)} />}
    </Page>
  )
}

interface ShardsFoundProps {
  shards: Parameters<typeof groupShards>[0]
  cards: Parameters<typeof ShardList>[0]['shards'] | undefined
}

function ShardsFound({ shards, cards }: ShardsFoundProps) {
  const { by = 'region', state } = route.useSearch()
  const navigate = route.useNavigate()
  const set = (change: ShardsSearch) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: true, resetScroll: false })
  const retired = useQuery({ ...queryOf(mapShards, { state: 'retired' }), enabled: state === 'retired' })
  const all = state === 'retired' ? retired.data?.items : shards
  const counts = useMemo(
    () => countStates(all === shards ? shards : [...shards, ...(all ?? [])]),
    [all, shards],
  )
  const shown = useMemo(() => all?.filter((shard) => (state ?? shard.state) === shard.state), [all, state])
  const groups = useMemo(() => groupShards(shown ?? [], by), [shown, by])
  const asCards = shown !== undefined && shown.length <= CARDS_MAX
  return (
    <>
      <div className="mt-6 mb-6 flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <StateFilter counts={counts} value={state} onChange={(next) => set({ state: next })} />
        {!asCards && (
          <Choices
            label="Group by"
            value={by}
            options={[
              { value: 'region', label: 'By region' },
              { value: 'group', label: 'By control group' },
            ]}
            onChange={(next) => set({ by: next === 'group' ? 'group' : undefined })}
          />
        )}
      </div>
      {shown === undefined ? (
        <SkeletonRows count={3} />
      ) : shown.length === 0 ? (
        <NoShards state={state} />
      ) : asCards ? (
        <ShardList
          shards={shown.map((shard) => ({
            ...shard,
            ...cards?.find(({ shardId }) => shardId === shard.shardId),
          }))}
        />
      ) : (
        <ShardMap groups={groups} />
      )}
    </>
  )
}

function NoShards({ state }: Pick<ShardsSearch, 'state'>) {
  if (state !== undefined) {
    return (
      <Empty
        icon={<Boxes size={19} aria-hidden />}
        title={`No shard is ${shardStateLabel(state).toLowerCase()}`}
      >
        Press the state again to see all shards.
      </Empty>
    )
  }
  return (
    <Empty icon={<Boxes size={19} aria-hidden />} title="No shards yet">
      The first is being prepared, or “npm run status” tells why not.
    </Empty>
  )
}
