import type { RankBy, RankedSite, Ranking } from '@aipress/contract'
import type { Scope } from '../kernel/scope.ts'
import { phpErrorsOfSites } from '../php-errors/index.ts'
import { findSites } from '../sites/index.ts'
import {
  type FigureScope,
  figuresOfSites,
  rankByFigures,
  rankByStorage,
  totalFigures,
} from '../usage/index.ts'
import { type EvidenceDeps, evidenceOf } from './evidence.ts'
import { reasonsOf } from './reasons.ts'
import { covered, type Span } from './span.ts'
import { trafficFigures } from './traffic-figures.ts'

export interface RankingDeps extends EvidenceDeps {
  readonly controlGroup: number
}

export interface RankingQuery {
  readonly by: RankBy
  readonly span: Span
  readonly limit: number
  /** Whose sites; all where undefined. */
  readonly scope: Scope | undefined
  readonly tellsPaths: boolean
}

/** For these, what explains it is looked up. */
const EXPLAINED: ReadonlySet<RankBy> = new Set(['latency', 'errors', 'cache', 'php-errors'])
/** More are not read, and each costs a look into a log. */
const EXPLAINED_MAX = 10

/** The sites of a control group. */
export async function rank(
  deps: RankingDeps,
  query: RankingQuery,
  signal: AbortSignal,
): Promise<Omit<Ranking, 'missing'>> {
  const { directory, controlGroup } = deps
  const { by, span } = query
  const scope: FigureScope = { ...span, controlGroup, scope: query.scope }
  const ranked = await valuesOf(deps, query, scope)
  const ids = ranked.map(({ siteId }) => siteId)
  const [records, figures, totals] = await Promise.all([
    recordsOf(deps, ids),
    figuresOfSites(directory, ids, span),
    totalFigures(directory, scope),
  ])
  const found = ranked.flatMap(({ siteId, value }) => {
    const [site, own] = [records.get(siteId), figures.get(siteId)]
    if (site === undefined || own === undefined) return []
    return [{ site, value, figures: trafficFigures(own) }]
  })
  const explained = EXPLAINED.has(by) ? found.slice(0, EXPLAINED_MAX).map(({ site }) => site) : []
  // Where kinds of errors are what sites are ranked by, those that are told are those that were counted.
  const ofPagesOnly = by !== 'php-errors'
  const evidence = await evidenceOf(deps, { sites: explained, span, ofPagesOnly }, signal)
  const items = found.map(({ site, value, figures: own }): RankedSite => {
    const known = evidence.get(site.siteId)
    const { siteId, name, title } = site
    const all = known
      ? reasonsOf({ ...known, isBusy: false, figures: own, tellsPaths: query.tellsPaths })
      : []
    const reasons = by === 'php-errors' ? all.filter(({ kind }) => kind === by) : all
    return { siteId, siteName: name, siteTitle: title, value, figures: own, reasons }
  })
  return { by, ...covered(span), source: sourceOf(by), items, ...totals }
}

async function valuesOf({ directory, group }: RankingDeps, query: RankingQuery, scope: FigureScope) {
  const { by, span, limit } = query
  if (by === 'storage') return rankByStorage(directory, scope, limit)
  if (by !== 'php-errors') return rankByFigures(directory, by, scope, limit)
  const [from, to] = [new Date(span.fromMs), new Date(span.toMs)]
  const errors = await phpErrorsOfSites(group, { from, to, scope: query.scope, limit })
  return errors.map(({ siteId, kinds }) => ({ siteId, value: kinds }))
}

/** Without those that were deleted or have been handed over since. */
async function recordsOf({ directory, controlGroup }: RankingDeps, ids: readonly string[]) {
  const sites = (await findSites(directory, ids)).filter(
    (site) => site.state !== 'deleted' && site.controlGroup === controlGroup,
  )
  return new Map(sites.map((site) => [site.siteId, site]))
}

const EDGE = 'access logs'

export function sourceOf(by: RankBy): string {
  if (by === 'storage') return 'storage, measured hourly'
  if (by === 'php-errors') return 'PHP error logs'
  return EXPLAINED.has(by) ? `${EDGE}, PHP errors, slow queries` : EDGE
}

/** The first of several groups' first ones. */
export function mergeRankings(
  rankings: readonly Omit<Ranking, 'missing'>[],
  limit: number,
): Omit<Ranking, 'missing'> | undefined {
  const [first] = rankings
  if (first === undefined) return undefined
  const direction = first.by === 'cache' ? 1 : -1
  const items = rankings
    .flatMap((one) => one.items)
    .toSorted((a, b) => direction * (a.value - b.value) || b.figures.requests - a.figures.requests)
  const sum = (amount: (one: Omit<Ranking, 'missing'>) => number) =>
    rankings.reduce((all, one) => all + amount(one), 0)
  return {
    ...first,
    items: items.slice(0, limit),
    measuredSites: sum((one) => one.measuredSites),
    total: {
      requests: sum((one) => one.total.requests),
      visits: sum((one) => one.total.visits),
      bandwidthBytes: sum((one) => one.total.bandwidthBytes),
    },
  }
}
