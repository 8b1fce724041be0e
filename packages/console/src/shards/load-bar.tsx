import type { ShardSummary } from '@aipress/contract/shards.ts'

type Load = Pick<ShardSummary, 'shardId' | 'sites' | 'sitesTarget' | 'sitesMax'>

/** Sites against the cap, with a mark at the target: what is beyond it has another colour. */
export function LoadBar({ shard }: { shard: Load }) {
  const share = (count: number) =>
    `${shard.sitesMax === 0 ? 0 : Math.min(100, (count / shard.sitesMax) * 100)}%`
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers give <meter> a look that cannot be taken away
    <div
      role="meter"
      aria-label={`Sites on ${shard.shardId}`}
      aria-valuemin={0}
      aria-valuemax={shard.sitesMax}
      aria-valuenow={shard.sites}
      aria-valuetext={loadWords(shard)}
      className="relative h-2"
    >
      <div className="absolute inset-0 overflow-hidden rounded-full bg-sunken">
        <div
          className="absolute inset-y-0 left-0 bg-ink/75"
          style={{ width: share(Math.min(shard.sites, shard.sitesTarget)) }}
        />
        <div
          className="absolute inset-y-0 bg-warn"
          style={{
            left: share(shard.sitesTarget),
            width: share(Math.max(0, shard.sites - shard.sitesTarget)),
          }}
        />
      </div>
      <div
        title={`Target: ${shard.sitesTarget}`}
        className="absolute -inset-y-1 -ml-px w-0.5 rounded-full bg-faint/70"
        style={{ left: share(shard.sitesTarget) }}
      />
    </div>
  )
}

export function loadWords({ sites, sitesTarget, sitesMax }: Load): string {
  return `${sites} of ${sitesMax} ${sitesMax === 1 ? 'site' : 'sites'}, target ${sitesTarget}`
}
