import {
  jump,
  LIMITS,
  leastLoaded,
  modulo,
  type Placement,
  type Rule,
  rendezvous,
} from './placement-models.ts'

/** As many shards as the first design has. */
const SHARDS_MAX = 1_000

/** Sites and shards. The first design means 50,000 over 1,000; 40 a shard is our target. */
const SIZES = [
  { sites: 800, shards: 20 },
  { sites: 1_000, shards: 20 },
  { sites: 1_000, shards: 200 },
  { sites: 1_000, shards: SHARDS_MAX },
  { sites: 8_000, shards: 200 },
  { sites: 10_000, shards: 20 },
  { sites: 10_000, shards: 200 },
  { sites: 10_000, shards: SHARDS_MAX },
  { sites: 40_000, shards: SHARDS_MAX },
  { sites: 50_000, shards: 20 },
  { sites: 50_000, shards: 200 },
  { sites: 50_000, shards: SHARDS_MAX },
]
export interface PlacementFigures {
  readonly rule: string
  readonly sites: number
  readonly shards: number
  /** Of the shards, how many the rule gives more sites than the cap. */
  readonly shardsOver: number
  readonly sitesWithoutPlace: number
  /** Of the sites per shard, as the rule has it. */
  readonly max: number
  readonly min: number
  readonly deviation: number
  readonly movedWhenOneIsAdded: number
  /** One in the middle; its own sites, which must move by any rule, are counted. */
  readonly movedWhenOneIsRemoved: number
}

/** `npm run bench -- placement-rules`: computed, not timed, so every machine prints the same. */
export async function run(): Promise<void> {
  process.stdout.write(`${placementTable().join('\n')}\n`)
}

/** Lines of Markdown, as docs/placement.md has them. */
export function placementTable(): string[] {
  return [HEADING, RULER, ...placementFigures().map(lineOf)]
}

export function placementFigures(): PlacementFigures[] {
  return SIZES.flatMap((size) => rulesAt(size).map((rule) => figuresOf(rule, size)))
}

/** The alternatives refused are shown where it matters: at our target, and with no room to spare. */
function rulesAt({ sites, shards }: { sites: number; shards: number }): Rule[] {
  const matters = sites >= shards * LIMITS.target && sites <= shards * LIMITS.cap && shards === SHARDS_MAX
  return matters ? [modulo, rendezvous, jump, leastLoaded] : [modulo, leastLoaded]
}

export function figuresOf(rule: Rule, size: { sites: number; shards: number }): PlacementFigures {
  const shards = Array.from({ length: size.shards }, (_, index) => index + 1)
  const placed = rule.place(size.sites, shards)
  const loads = loadsOf(placed, shards)
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length
  const removed = shards[Math.floor(shards.length / 2)]
  return {
    rule: rule.name,
    ...size,
    shardsOver: loads.filter((load) => load > LIMITS.cap).length,
    sitesWithoutPlace: withoutPlace(placed, loads),
    max: Math.max(...loads),
    min: Math.min(...loads),
    deviation: Math.sqrt(loads.reduce((sum, load) => sum + (load - mean) ** 2, 0) / loads.length),
    movedWhenOneIsAdded: moved(placed, rule.replace(placed, [...shards, shards.length + 1])),
    movedWhenOneIsRemoved: moved(
      placed,
      rule.replace(
        placed,
        shards.filter((shard) => shard !== removed),
      ),
    ),
  }
}

function loadsOf(placed: Placement, shards: readonly number[]): number[] {
  const loads = new Map(shards.map((shard) => [shard, 0]))
  for (const shard of placed) if (shard !== undefined) loads.set(shard, (loads.get(shard) ?? 0) + 1)
  return [...loads.values()]
}

/** Those that the rule gave none, and those that it gave a shard which is full without them. */
function withoutPlace(placed: Placement, loads: readonly number[]): number {
  const given = loads.reduce((sum, load) => sum + Math.min(load, LIMITS.cap), 0)
  return placed.length - given
}

/** A site that gets its first place has not moved. */
function moved(before: Placement, after: Placement): number {
  return before.filter((shard, site) => shard !== undefined && after[site] !== shard).length
}

const HEADING =
  '| sites | shards | rule | shards above 50 | sites without a place | sites per shard: max / min / deviation | moved: shard added | moved: shard removed |'
const RULER = '|--:|--:|---|--:|--:|--:|--:|--:|'

function lineOf(figures: PlacementFigures): string {
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`
  return `| ${[
    count(figures.sites),
    count(figures.shards),
    figures.rule,
    share(figures.shardsOver, figures.shards),
    count(figures.sitesWithoutPlace),
    `${count(figures.max)} / ${count(figures.min)} / ${figures.deviation.toFixed(1)}`,
    `${count(figures.movedWhenOneIsAdded)} (${share(figures.movedWhenOneIsAdded, figures.sites)})`,
    `${count(figures.movedWhenOneIsRemoved)} (${share(figures.movedWhenOneIsRemoved, figures.sites)})`,
  ].join(' | ')} |`
}

const count = (value: number) => value.toLocaleString('en-US')
