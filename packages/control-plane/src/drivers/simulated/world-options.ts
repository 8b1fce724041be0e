import type { Clock } from '../../kernel/clock.ts'

/**
 * Medians in milliseconds on Google Cloud, as far as vendor pages and experience tell; what a run shall show
 * matters more than the last percent. One kind for each call whose time or failures somebody might want to set.
 */
export const LATENCIES_MS = {
  'shard.create': 240_000,
  'shard.ensure': 2_000,
  'shard.inspect': 30,
  'shard.remove': 60_000,
  'site.prepare': 12_000,
  'site.claim': 400,
  'site.inspect': 60,
  'site.empty': 9_000,
  'site.halt': 1_500,
  'site.tier': 4_000,
  'site.retitle': 150,
  'site.forget-objects': 5,
  'site.readdress': 2_000,
  'site.copy': 8_000,
  'site.copy-again': 1_500,
  'site.freeze': 1_500,
  'site.thaw': 800,
  'site.compare': 3_000,
  'site.measure': 50,
  'site.limit': 150,
  'site.wp': 900,
  'site.cron': 400,
  'edge.publish': 15,
  'edge.unpublish': 15,
  'edge.inspect': 2,
  'edge.hostnames': 50,
  'edge.visit': 60,
} as const satisfies Record<string, number>

export type CallKind = keyof typeof LATENCIES_MS

/** Google Cloud's limits (vendor pages); a shard is a project. */
export const QUOTAS = {
  'projects created': { per: 'world', limit: 1, windowSeconds: 1 },
  'Cloud SQL mutations': { per: 'shard', limit: 180, windowSeconds: 60 },
  'Secret Manager writes': { per: 'shard', limit: 600, windowSeconds: 60 },
  /** A count of what exists, which no waiting makes smaller. */
  'Cloud Run services': { per: 'shard', limit: 1_000, windowSeconds: undefined },
} as const satisfies Record<
  string,
  { per: 'shard' | 'world'; limit: number; windowSeconds: number | undefined }
>

export type QuotaName = keyof typeof QUOTAS

export interface WorldOptions {
  /** Where the world is kept. Processes that name the same folder share the world. */
  readonly folder: string
  /** All chance follows from it. A folder keeps to the seed it was made with. */
  readonly seed: number
  /** Real seconds per simulated one. 0: nothing waits, and only quotas that count what exists hold. */
  readonly timeScale?: number
  /** Shards take turns in them unless their maker says where they shall be. */
  readonly regions?: readonly string[]
  readonly latenciesMs?: Partial<Record<CallKind, number>>
  /** How many of all calls, or of some kinds, fail for a passing reason, from 0 to 1. None by default. */
  readonly failureShares?: number | Partial<Record<CallKind, number>>
  /** Which share of shards is how many times slower. None by default. */
  readonly slowShards?: { readonly share: number; readonly factor: number }
  /** Other limits than Google Cloud's; `Infinity` lifts one. */
  readonly quotas?: Partial<Record<QuotaName, number>>
  /** Which versions new slots get. */
  readonly versions?: { readonly wordpress: string; readonly php: string }
  /** Of quotas, crashes and new projects. Processes that share a world need the same. */
  readonly clock?: Clock
}

export type WorldSettings = ReturnType<typeof settingsOf>

export function settingsOf(options: WorldOptions) {
  const regions = options.regions ?? ['europe-west1']
  if (regions.length === 0) throw new Error('A simulated world needs a region.')
  const { failureShares = 0 } = options
  const limitOf = (name: QuotaName): number => options.quotas?.[name] ?? QUOTAS[name].limit
  return {
    seed: options.seed,
    timeScale: options.timeScale ?? 1,
    regions,
    latencyMsOf: (kind: CallKind): number => options.latenciesMs?.[kind] ?? LATENCIES_MS[kind],
    failureShareOf: (kind: CallKind): number =>
      typeof failureShares === 'number' ? failureShares : (failureShares[kind] ?? 0),
    slowShards: options.slowShards ?? { share: 0, factor: 1 },
    limitOf,
    versions: options.versions ?? { wordpress: '7.1.1', php: '8.2' },
    clock: options.clock ?? Date.now,
  }
}
