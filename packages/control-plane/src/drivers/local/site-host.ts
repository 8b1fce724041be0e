import type { LogLine } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { SiteHost } from '../../platform/site-host.ts'
import { applyTier, isServedAs } from './apply-tier.ts'
import { claimSlot } from './claim-slot.ts'
import { compareSites } from './compare-sites.ts'
import { copySite } from './copy-site.ts'
import { emptySlot } from './empty-slot.ts'
import { freezeSlot, thawSlot } from './freeze-slot.ts'
import { haltSlot } from './halt-slot.ts'
import { inspectSlot } from './inspect-slot.ts'
import { logAfter } from './log-position.ts'
import { loginPath } from './login-path.ts'
import { forgetObjects } from './object-cache.ts'
import { isPhpBusy, PHP_VERSION } from './php-fpm.ts'
import { phpInstallation } from './php-installation.ts'
import { prepareSlot } from './prepare-slot.ts'
import { readdressSite } from './readdress.ts'
import { repairSlot } from './repair-slot.ts'
import { retitleSite } from './retitle.ts'
import { createRunLimit } from './run-limit.ts'
import { readSiteLogs } from './site-logs.ts'
import { type EquippedDeps, slotOf } from './slot-deps.ts'
import { limitStorage, measureSlot } from './slot-storage.ts'
import { createSlotWork } from './slot-work.ts'
import { collectSlowQueries } from './slow-queries.ts'
import { runWpCli } from './wp-cli.ts'

/** Of one site at once: each takes as much as several visitors. */
const WP_CLI_RUNS_MAX = 3
const COLLECT_MS_MAX = 5_000

/**
 * WordPress sites in the slots of this machine's shards. What a slot's state file says is true whenever
 * the process is killed: it calls a slot prepared only when all else is done.
 */
export function createLocalSiteHost(deps: EquippedDeps): SiteHost {
  const { wordpressVersion } = deps
  const work = createSlotWork(deps)
  const limited = createRunLimit(WP_CLI_RUNS_MAX)
  return {
    versions: { wordpress: wordpressVersion, php: PHP_VERSION },
    prepare: (place, secrets, signal) => prepareSlot(deps, place, secrets, signal),
    claim: (place, identity, signal) => claimSlot(deps, place, identity, signal),
    applyTier: (place, tier, signal) => applyTier(deps, place, tier, signal),
    isServedAs: (place, tier) => isServedAs(deps, place, tier),
    repair: (place, wanted, signal) => repairSlot(deps, place, wanted, signal),
    inspect: (place, signal) => inspectSlot(deps, place, signal),
    empty: (place, signal) => emptySlot(deps, place, signal),
    halt: (place, signal) => haltSlot(deps, place, signal),

    retitle: (place, title, signal) => work.run(place, signal, () => retitleSite(deps, place, title, signal)),

    readdress: (place, url, formerUrls, signal) =>
      work.run(place, signal, async (target) => {
        await readdressSite(target, url, formerUrls, signal)
        await forgetObjects(deps, place, signal)
      }),

    forgetObjects: (place, signal, what) => forgetObjects(deps, place, signal, what),

    freeze: (place, signal) => freezeSlot({ ...deps, work }, place, signal),
    thaw: (place, signal) => thawSlot(deps, place, signal),
    copy: (from, to, signal) => copySite(deps, from, to, signal),
    compare: (from, to, signal) => compareSites(deps, from, to, signal),

    measure: (place, signal, durationMsMax) => measureSlot(deps, place, signal, durationMsMax),
    limitStorage: (place, limit) => limitStorage(deps, place, limit),

    loginPath: (_place, loginKey, expiresAt) => loginPath(loginKey, expiresAt),

    wp: (place, run) =>
      limited(slotOf(deps, place).root, () => work.run(place, run.signal, (target) => runWpCli(target, run))),

    php: (_place, signal) => phpInstallation(signal),

    phpLogAfter: (place, position, signal) => logAfter(slotOf(deps, place).phpLog, position, signal),

    isBusy: (place) => isPhpBusy(deps.layout, place),

    logs: (place, query, signal) => readLogs(deps, place, query, signal),
  }
}

/** What was slow a moment ago is there when it is asked for. A server that is away keeps nobody from the rest. */
async function* readLogs(
  deps: EquippedDeps,
  place: Place,
  query: Parameters<SiteHost['logs']>[1],
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  if (query.kind === 'slow-query') {
    const within = AbortSignal.any([signal, AbortSignal.timeout(COLLECT_MS_MAX)])
    await collectSlowQueries(deps, place.shardId, within).catch(() => undefined)
  }
  yield* readSiteLogs(deps.layout, place, query, signal)
}
