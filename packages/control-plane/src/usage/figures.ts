import type { LoggedRequest } from '../platform/traffic-log.ts'

/**
 * What is counted of a site, by hour and by day, without any effect. All are sums, so that hours add up to days and
 * sites to a platform; latency is a histogram for the same reason.
 */

/** In milliseconds, each 1.6 times the one before (five to a power of ten); the last kind is whatever took longer. */
export const LATENCY_BOUNDS_MS = [
  25, 40, 63, 100, 160, 250, 400, 630, 1_000, 1_600, 2_500, 4_000, 6_300, 10_000,
] as const

export const LATENCY_COLUMNS = [
  ...LATENCY_BOUNDS_MS.map((bound) => `php_to_${bound}` as const),
  'php_longer',
] as const
export type LatencyColumn = (typeof LATENCY_COLUMNS)[number]

/** Those of months, too. */
export const SUM_COLUMNS = ['bandwidth_bytes', 'requests', 'visits'] as const
export type Sums = Record<(typeof SUM_COLUMNS)[number], number>

/** `php_…` and `php_ms` are of what PHP made: answers that were no file and that nobody else had been given before. */
export const FURTHER_COLUMNS = [
  'redirects',
  'refused',
  'failed',
  'hits',
  'misses',
  'bypasses',
  'stales',
  'duration_ms',
  'php_ms',
  ...LATENCY_COLUMNS,
] as const
export type FurtherColumn = (typeof FURTHER_COLUMNS)[number]

/** Of the site's PHP, commands, scheduled work and queries: not of requests, so it is written by itself. */
export const CPU_COLUMN = 'cpu_ms'

export const FIGURE_COLUMNS = [...SUM_COLUMNS, ...FURTHER_COLUMNS, CPU_COLUMN] as const
export type FigureColumn = (typeof FIGURE_COLUMNS)[number]
export type Figures = Record<FigureColumn, number>

export const noFigures = (): Figures =>
  Object.fromEntries(FIGURE_COLUMNS.map((column) => [column, 0])) as Figures

/** What the database has may lack columns, where they are nothing. */
export function plus(
  a: Readonly<Partial<Record<FigureColumn, number | null>>>,
  b: Readonly<Partial<Record<FigureColumn, number | null>>>,
): Figures {
  const sum = (column: FigureColumn) => Number(a[column] ?? 0) + Number(b[column] ?? 0)
  return Object.fromEntries(FIGURE_COLUMNS.map((column) => [column, sum(column)])) as Figures
}

/** Adds a request to what is there; whether it is a visit is told by others. */
export function count(figures: Figures, request: LoggedRequest): void {
  const { status, durationMs, sentBytes } = request
  figures.requests += 1
  figures.bandwidth_bytes += sentBytes
  figures.duration_ms += durationMs
  if (status >= 500) figures.failed += 1
  else if (status >= 400) figures.refused += 1
  else if (status >= 300) figures.redirects += 1
  const state = cacheStateOf(request)
  if (state !== undefined) figures[CACHE_COLUMNS[state]] += 1
  if (!isMadeByPhp(request)) return
  figures.php_ms += durationMs
  figures[latencyColumnOf(durationMs)] += 1
}

const CACHE_COLUMNS = { HIT: 'hits', MISS: 'misses', BYPASS: 'bypasses', STALE: 'stales' } as const

export function cacheStateOf({
  cache,
}: Pick<LoggedRequest, 'cache'>): keyof typeof CACHE_COLUMNS | undefined {
  const [state] = /^(?:HIT|MISS|BYPASS|STALE)\b/.exec(cache) ?? []
  return state as keyof typeof CACHE_COLUMNS | undefined
}

/** `BYPASS (logged in)` → `logged in`. */
export const bypassReasonOf = ({ cache }: Pick<LoggedRequest, 'cache'>): string | undefined =>
  /^BYPASS \((.{1,60})\)$/.exec(cache)?.[1]

/** Somebody waited for PHP: a page that was not kept, or could not be. */
export function isMadeByPhp(request: Pick<LoggedRequest, 'cache'>): boolean {
  const state = cacheStateOf(request)
  return state === 'MISS' || state === 'BYPASS'
}

function latencyColumnOf(durationMs: number): LatencyColumn {
  const index = LATENCY_BOUNDS_MS.findIndex((bound) => durationMs <= bound)
  return LATENCY_COLUMNS[index === -1 ? LATENCY_BOUNDS_MS.length : index] ?? 'php_longer'
}

export const madeByPhp = (figures: Pick<Figures, LatencyColumn>): number =>
  LATENCY_COLUMNS.reduce((sum, column) => sum + figures[column], 0)

/**
 * So many of a hundred took no longer. The middle of the step that it falls into, so it is right within 26 % (the
 * square root of 1.6); between 0 and 25 ms, and above 10 s, where the steps end, it says 16 ms and 12.6 s.
 * Undefined where PHP made nothing.
 */
export function latencyMs(figures: Pick<Figures, LatencyColumn>, percent: number): number | undefined {
  const wanted = Math.ceil((madeByPhp(figures) * percent) / 100)
  let seen = 0
  for (const [index, column] of LATENCY_COLUMNS.entries()) {
    seen += figures[column]
    if (seen >= wanted && seen > 0) return LATENCY_MIDDLES_MS[index]
  }
  return undefined
}

/** Of each step; as `LATENCY_COLUMNS`. */
export const LATENCY_MIDDLES_MS: readonly number[] = [16, ...LATENCY_BOUNDS_MS].map((bound, index) =>
  index === 0 ? bound : Math.round(bound * Math.sqrt(10 ** 0.2)),
)
