import { listChanges, rankSites, showInsights } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { may, scopeOf } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { SiteFinder } from '../sites/index.ts'
import { type Detail, figuresOfSite, sumOfFigures } from '../usage/index.ts'
import { type ChangesDeps, changesOf } from './changes.ts'
import { evidenceOf, isBusyNow } from './evidence.ts'
import { type RankingDeps, rank, sourceOf } from './ranking.ts'
import { reasonsOf } from './reasons.ts'
import { covered, spanBefore, spanForSums, spanOf, timeOfStep } from './span.ts'
import { trafficFigures } from './traffic-figures.ts'

interface Deps extends RankingDeps, ChangesDeps {
  /** Of this control group's sites. */
  readonly finder: Pick<SiteFinder, 'find'>
  readonly clock: Clock
}

const SLOW_PATHS_MAX = 20
const NO_EVIDENCE = { details: [], errors: undefined, queries: undefined }
const CHANGES_SOURCE = 'operations, audit log, PHP errors, access logs'

/** A control group answers for its own sites: their errors, slow queries and operations are with it. */
export function insightHandlers(deps: Deps): Handler[] {
  const { directory, finder, clock } = deps
  const totalsOf = async (siteId: string, span: ReturnType<typeof spanOf>) => {
    const [rows, before] = await Promise.all([
      figuresOfSite(directory, siteId, span),
      figuresOfSite(directory, siteId, spanBefore(span)),
    ])
    return {
      // Scheduled work takes processor time in hours in which nobody asked anything.
      rows: rows.filter(({ figures }) => figures.requests > 0),
      total: trafficFigures(sumOfFigures(rows)),
      before: trafficFigures(sumOfFigures(before)),
    }
  }
  return [
    handle(rankSites, ({ by, range, limit }, { caller, signal }) =>
      rank(
        deps,
        {
          by,
          span: spanForSums(range, clock()),
          limit,
          scope: scopeOf(caller),
          tellsPaths: may(caller, 'sites:operate'),
        },
        signal,
      ),
    ),

    handle(showInsights, async ({ site: text, range }, { caller, signal, touch }) => {
      const site = await finder.find(text, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      const span = spanOf(range, clock())
      const tellsPaths = may(caller, 'sites:operate')
      const [{ rows, total, before }, found, isBusy] = await Promise.all([
        totalsOf(site.siteId, span),
        evidenceOf(deps, { sites: [site], span, ofPagesOnly: true }, signal),
        isBusyNow(deps.host, site.place, span),
      ])
      const evidence = found.get(site.siteId) ?? NO_EVIDENCE
      return {
        ...namesOf(site),
        tier: site.tier,
        ...covered(span),
        source: sourceOf('latency'),
        points: rows.map(({ at, figures }) => ({ at: timeOfStep(at), ...trafficFigures(figures) })),
        total,
        before,
        reasons: reasonsOf({ ...evidence, isBusy, figures: total, tellsPaths }),
        slowPaths: tellsPaths ? slowPathsIn(evidence.details) : [],
        bypasses: bypassesIn(evidence.details),
      }
    }),

    handle(listChanges, async ({ site: text, range }, { caller, touch }) => {
      const site = await finder.find(text, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      const span = spanOf(range, clock())
      const [changes, { total, before }] = await Promise.all([
        changesOf(deps, site.siteId, span, may(caller, 'sites:operate')),
        totalsOf(site.siteId, span),
      ])
      return { ...namesOf(site), ...covered(span), source: CHANGES_SOURCE, ...changes, total, before }
    }),
  ]
}

const namesOf = ({ siteId, name, title }: { siteId: string; name: string; title: string }) => ({
  siteId,
  siteName: name,
  siteTitle: title,
})

const slowPathsIn = (details: readonly Detail[]) =>
  details
    .filter(({ kind }) => kind === 'slow')
    .slice(0, SLOW_PATHS_MAX)
    .map(({ what, count, totalMs, maxMs }) => ({
      path: what,
      count,
      meanMs: Math.round(totalMs / count),
      maxMs,
    }))

const bypassesIn = (details: readonly Detail[]) =>
  details
    .filter(({ kind }) => kind === 'bypass')
    .toSorted((a, b) => b.count - a.count)
    .map(({ what, count }) => ({ why: what, count }))
