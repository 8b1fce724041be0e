import { loginToSite, phpSettingsOf, readSiteLogs, runWpCli } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { hostnamesOf } from '../hostnames/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { PastWordPress } from './past-wordpress.ts'
import { primaryHostname, requireState, type SiteRecord } from './site.ts'
import type { SiteFinder } from './site-finder.ts'
import type { SiteServices } from './site-services.ts'
import { type CommandPlace, runWithTail } from './wp-run.ts'

/** Long enough to copy it to another window, short enough to be useless in a history. */
const LOGIN_LINK_MINUTES = 5
const FOLLOW_HOURS_MAX = 1

interface Deps {
  services: SiteServices
  finder: SiteFinder
  clock: Clock
  past: PastWordPress
}

/** Answers at once what is asked of a site's shard; what takes longer is in site-operations.ts. */
export function siteHandlers({ services, finder, clock, past }: Deps): Handler[] {
  return [
    handle(loginToSite, async (input, { caller, touch }) => {
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      requireState(site, ['running'])
      const expiresAt = new Date(clock() + LOGIN_LINK_MINUTES * 60_000)
      const { loginKey } = await services.shards.secretsOf(site.place)
      const url = (await urlOfSite(services, site)) + services.host.loginPath(site.place, loginKey, expiresAt)
      return { url, expiresAt: expiresAt.toISOString(), siteName: site.name }
    }),

    handle(runWpCli, async (input, { caller, signal, emit, touch }) => {
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      requireState(site, ['running', 'suspended'])
      const forgotten = past.forgottenAfter(input.args)
      const writesPast = forgotten === 'all'
      const run = () => runWithTail(services.host, { ...runOf(site), writesPast }, input.args, signal, emit)
      return forgotten === undefined ? run() : past.during({ siteId: site.siteId, forgotten }, run)
    }),

    handle(readSiteLogs, async (input, { caller, signal, emit, touch }) => {
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      const limit = AbortSignal.any([signal, AbortSignal.timeout(FOLLOW_HOURS_MAX * 3_600_000)])
      const query = { siteId: site.siteId, kind: input.kind, lines: input.lines, follow: input.follow }
      const lines = []
      for await (const line of services.host.logs(site.place, query, limit)) {
        emit(line)
        lines.push(line)
        if (lines.length > input.lines) lines.shift()
      }
      return { siteName: site.name, lines }
    }),
  ]
}

/** Commands need more than pages do, unless somebody has said how much. */
function runOf({ place, tier, php }: SiteRecord): CommandPlace {
  const { memoryMb, uploadMb } = phpSettingsOf(tier, php)
  return { place, uploadMb, ...(php.memoryMb === undefined ? {} : { memoryMb }) }
}

async function urlOfSite(services: SiteServices, site: SiteRecord): Promise<string> {
  return services.urlOf(primaryHostname(site, await hostnamesOf(services.directory, [site.siteId])))
}
