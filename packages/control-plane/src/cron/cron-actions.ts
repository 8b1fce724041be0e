import { AipressError, listCron, phpSettingsOf, runCron } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { SiteFinder, SiteRecord } from '../sites/index.ts'
import { requireState } from '../sites/index.ts'
import { findCronSite } from './cron-index.ts'
import { listRuns } from './cron-runs.ts'
import { type CronDeps, type RunResult, runSite } from './run-site.ts'

interface Deps extends CronDeps {
  readonly finder: SiteFinder
  /** Called after a run: what is due next may have changed. */
  ran(): void
}

/** More than any run takes. */
const RUN_MS_MAX = 150_000

/** Work that is asked for, answered when it has run. */
export function cronHandlers(deps: Deps): Handler[] {
  const { database, host, finder } = deps
  return [
    handle(listCron, async (input, { caller, signal }) => {
      const site = await finder.find(input.site, caller)
      requireState(site, ['running', 'suspended'])
      const [events, runs, known] = await Promise.all([
        host.events(site.place, signal),
        listRuns(database, site.siteId),
        findCronSite(database, site.siteId),
      ])
      return {
        siteName: site.name,
        ...(site.state === 'running' ? nextRunOf(known?.run_at) : {}),
        events: events.slice(0, input.limit).map(({ dueAt, schedule, intervalSeconds, ...event }) => ({
          ...event,
          dueAt: dueAt.toISOString(),
          ...(schedule === undefined ? {} : { schedule }),
          ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
        })),
        eventsLeftOut: Math.max(0, events.length - input.limit),
        failing: Object.entries(known?.failing ?? {}).map(([hook, times]) => ({ hook, times })),
        runs,
      }
    }),

    handle(runCron, async ({ site: text, hook }, { caller, touch }) => {
      const site = await finder.find(text, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      requireState(site, ['running'])
      const { siteId, place } = site
      const php = phpSettingsOf(site.tier, site.php)
      // Not ended where the caller goes away: WordPress goes on, and how it went is to be recorded.
      const signal = AbortSignal.timeout(RUN_MS_MAX)
      const result = await runSite(deps, { siteId, place, php, trigger: 'asked', hook }, signal).finally(
        deps.ran,
      )
      refuse(site, hook, result)
      const known = await findCronSite(database, siteId)
      return { siteName: site.name, run: result.run, ...nextRunOf(known?.run_at) }
    }),
  ]
}

const nextRunOf = (runAt: Date | null | undefined) =>
  runAt === null || runAt === undefined ? {} : { nextRunAt: runAt.toISOString() }

function refuse(site: SiteRecord, hook: string | undefined, { kind, run }: RunResult): void {
  if (kind === 'taken' || kind === 'busy') {
    throw new AipressError('site_busy', `Scheduled work of ${site.title} is being run just now.`, {
      hint: `See how it went in a minute: aipress cron list ${site.name}`,
    })
  }
  if (kind === 'moving') {
    throw new AipressError('site_busy', `${site.title} is on the move.`, {
      hint: 'Try again in half a minute.',
    })
  }
  if (hook !== undefined && kind === 'ran' && run.events.length === 0 && run.problem === undefined) {
    throw new AipressError('invalid_input', `${site.title} has nothing scheduled that is called "${hook}".`, {
      hint: `See what it has: aipress cron list ${site.name}`,
    })
  }
}
