import type { ShardSummary } from '@aipress/contract/shards.ts'
import { useRouter } from '@tanstack/react-router'
import { type FocusEvent, type KeyboardEvent, type MouseEvent, memo, useRef, useState } from 'react'
import type { ShardGroup } from './shard-groups.ts'
import { type Pointed, ShardPeek } from './shard-peek.tsx'
import { ShardTile } from './shard-tile.tsx'
import { tileAfter } from './tile-keys.ts'

/** Every shard as a tile. One of them is reached with Tab, the others with the arrows. */
export function ShardMap({ groups }: { groups: readonly ShardGroup[] }) {
  const router = useRouter()
  const map = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState<string>()
  const [pointed, setPointed] = useState<Pointed>()
  const shards = groups.flatMap((group) => group.shards)
  const reachable = shards.some(({ shardId }) => shardId === current) ? current : shards[0]?.shardId

  const onPoint = (event: MouseEvent | FocusEvent) => setPointed(pointedIn(map.current, event.target))
  const onKeyDown = (event: KeyboardEvent) => {
    const tile = tileOf(event.target)
    if (tile === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') setPointed(undefined)
    const tiles = [...(map.current?.querySelectorAll<HTMLElement>('[data-shard]') ?? [])]
    const next = tileAfter(tiles, tile, event.key)
    if (next === undefined) return
    event.preventDefault()
    next.focus()
  }
  const onClick = (event: MouseEvent) => {
    const shardId = tileOf(event.target)?.dataset.shard
    if (shardId === undefined || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0)
      return
    event.preventDefault()
    void router.navigate({ to: '/shards/$shardId', params: { shardId } })
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears for its tiles, which are links
    <div
      ref={map}
      className="relative"
      onKeyDown={onKeyDown}
      onClick={onClick}
      onMouseOver={onPoint}
      onMouseLeave={() => setPointed(undefined)}
      onFocus={(event) => {
        setCurrent(tileOf(event.target)?.dataset.shard)
        onPoint(event)
      }}
      onBlur={() => setPointed(undefined)}
    >
      {groups.map((group) => (
        <Group
          key={group.name}
          group={group}
          reachable={group.shards.some(({ shardId }) => shardId === reachable) ? reachable : undefined}
        />
      ))}
      <ShardPeek pointed={pointed} shard={shards.find(({ shardId }) => shardId === pointed?.shardId)} />
    </div>
  )
}

interface GroupProps {
  group: ShardGroup
  reachable: string | undefined
}

const Group = memo(function Group({ group, reachable }: GroupProps) {
  return (
    <section aria-label={group.name} className="mt-7 first:mt-0">
      <h2 className="mb-2.5 flex flex-wrap items-baseline gap-x-3">
        <span className="text-[1.1rem]">{group.name}</span>
        <span className="font-normal font-sans text-faint text-sm tabular-nums tracking-normal">
          {countOf(group.shards, 'shard')} · {group.sites.toLocaleString('en')} sites
        </span>
      </h2>
      <div className="shard-tiles">
        {group.shards.map((shard) => (
          <ShardTile key={shard.shardId} shard={shard} reachable={shard.shardId === reachable} />
        ))}
      </div>
    </section>
  )
})

function tileOf(target: EventTarget): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-shard]') ?? undefined) : undefined
}

function pointedIn(map: HTMLElement | null, target: EventTarget): Pointed | undefined {
  const tile = tileOf(target)
  if (map === null || tile?.dataset.shard === undefined) return undefined
  const [around, box] = [map.getBoundingClientRect(), tile.getBoundingClientRect()]
  return {
    shardId: tile.dataset.shard,
    centre: box.left + box.width / 2 - around.left,
    top: box.top - around.top,
    bottom: box.bottom - around.top,
    width: around.width,
    above: box.bottom > innerHeight / 2,
  }
}

function countOf(shards: readonly ShardSummary[], noun: string): string {
  return `${shards.length.toLocaleString('en')} ${shards.length === 1 ? noun : `${noun}s`}`
}
