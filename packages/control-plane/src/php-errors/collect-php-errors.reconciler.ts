import { AipressError } from '@aipress/contract'
import { atMost } from '../kernel/at-most.ts'
import { type Database, transact } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { SiteHost } from '../platform/site-host.ts'
import { findSites, type SiteRecord, sitesOfGroup } from '../sites/index.ts'
import { countErrors } from './php-error.ts'
import {
  forgetPhpErrorsOf,
  KINDS_PER_SITE_MAX,
  positionsOf,
  recordLog,
  sitesWithLogs,
} from './php-error-store.ts'

interface Deps {
  database: Database
  directory: Database
  host: Pick<SiteHost, 'phpLogAfter'>
  controlGroup: number
  log: Log
}

/** Where nothing was written a look is two questions to the file system; a group of 5,000 sites is through in a minute. */
const SITES_PER_TURN = 500
const READS_AT_ONCE_MAX = 8
/** Read of one site in one turn; one that writes more holds up nobody. */
const CHUNKS_PER_TURN_MAX = 4

type Positions = Awaited<ReturnType<typeof positionsOf>>

/**
 * Counts what PHP has logged since the last look. A site of another control group is counted there: what is kept here
 * of one that has moved away or is gone goes.
 */
export function createPhpErrorCollector(deps: Deps): Reconciler {
  const { database, directory, controlGroup } = deps
  let after = ''
  let keptAfter = ''

  async function forgetOthers(): Promise<void> {
    const ids = await sitesWithLogs(database, keptAfter, SITES_PER_TURN)
    keptAfter = ids.length < SITES_PER_TURN ? '' : (ids.at(-1) ?? '')
    const own = (await findSites(directory, ids)).filter((site) => site.controlGroup === controlGroup)
    const ownIds = new Set(own.map((site) => site.siteId))
    await forgetPhpErrorsOf(
      database,
      ids.filter((siteId) => !ownIds.has(siteId)),
    )
  }

  return {
    name: 'php-errors',
    everySeconds: 5,
    async run(signal) {
      const sites = await nextSites(directory, controlGroup, after)
      after = sites.length < SITES_PER_TURN ? '' : (sites.at(-1)?.siteId ?? '')
      const positions = await positionsOf(
        database,
        sites.map((site) => site.siteId),
      )
      await atMost(READS_AT_ONCE_MAX, sites, (site) => collectOrLog(deps, site, positions, signal))
      await forgetOthers()
      return []
    },
  }
}

async function nextSites(directory: Database, controlGroup: number, after: string): Promise<SiteRecord[]> {
  for await (const page of sitesOfGroup(directory, controlGroup, after)) return page.slice(0, SITES_PER_TURN)
  return []
}

/** One site whose log cannot be read keeps nobody from the others. */
async function collectOrLog(
  deps: Deps,
  site: SiteRecord,
  positions: Positions,
  signal: AbortSignal,
): Promise<void> {
  await collect(deps, site, positions, signal).catch((err: unknown) => {
    signal.throwIfAborted()
    if (err instanceof AipressError && err.retryable) return
    deps.log.warn({ err, siteId: site.siteId }, 'the PHP errors of a site were not counted')
  })
}

async function collect(
  { database, host }: Deps,
  site: SiteRecord,
  positions: Positions,
  signal: AbortSignal,
): Promise<void> {
  const place = `${site.place.shardId}/${site.place.slot}`
  const known = positions.get(site.siteId)
  let position = known?.place === place ? known.position : undefined
  for (let chunk = 1; chunk <= CHUNKS_PER_TURN_MAX; chunk += 1) {
    signal.throwIfAborted()
    const next = await host.phpLogAfter(site.place, position, signal)
    if (next.position === (position ?? '')) return
    const errors = countErrors(next.lines, KINDS_PER_SITE_MAX)
    const { siteId, accountId, name: siteName } = site
    const log = { siteId, accountId, siteName, place, position: next.position, errors }
    await transact(database, (tx) => recordLog(tx, log))
    position = next.position
  }
}
