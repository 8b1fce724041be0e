import { AipressError, type Operation } from '@aipress/contract'
import type { Engine } from '../engine/engine.ts'
import type { Database, Tx } from '../kernel/database.ts'
import type { SiteRecord } from './site.ts'
import { type SiteServices, siteOf } from './site-services.ts'

/** What it takes to begin something on a site. */
export interface SiteLaneDeps {
  readonly engine: Pick<Engine, 'holdLane'>
  readonly directory: Database
  /** Of this process. */
  readonly controlGroup: number
}

export const laneDepsOf = ({
  engine,
  services,
}: {
  engine: Engine
  services: Pick<SiteServices, 'directory' | 'shards'>
}): SiteLaneDeps => ({
  engine,
  directory: services.directory,
  controlGroup: services.shards.controlGroup,
})

/**
 * Takes the site's lane until the transaction ends, and answers the site as it is then, with what is at work on it.
 * What was read before says little: a move may have handed the site to another control group meanwhile, and with it
 * the lane that counts. Throws `site_not_found`, and `site_moved` where the site is another group's.
 */
async function holdSite(
  { engine, directory, controlGroup }: SiteLaneDeps,
  tx: Tx,
  siteId: string,
): Promise<{ site: SiteRecord; busy: Operation | undefined }> {
  const busy = await engine.holdLane(tx, siteId)
  const site = await siteOf({ directory }, siteId)
  if (site.controlGroup === controlGroup) return { site, busy }
  throw new AipressError('site_moved', `${site.title} has just moved to another control group.`, {
    hint: 'Try again: it is found there.',
  })
}

/** The same where nothing is at work on the site, so that it is what it was found as. Throws `site_busy`. */
export async function holdIdle(deps: SiteLaneDeps, tx: Tx, siteId: string): Promise<SiteRecord> {
  const { site, busy } = await holdSite(deps, tx, siteId)
  if (busy !== undefined) throw siteBusy(site, busy)
  return site
}

/**
 * For what may wait in the lane for its turn. Not behind a move to another control group: once that has handed the
 * site over, this lane keeps nobody from working on it at the same time. Throws `site_busy` then.
 */
export async function holdStaying(deps: SiteLaneDeps, tx: Tx, siteId: string): Promise<void> {
  const { site, busy } = await holdSite(deps, tx, siteId)
  if (busy !== undefined && (await isLeaving(deps, siteId))) throw siteBusy(site, busy)
}

async function isLeaving({ directory, controlGroup }: SiteLaneDeps, siteId: string): Promise<boolean> {
  const elsewhere = await directory
    .selectFrom('slots')
    .innerJoin('shards', 'shards.shard_id', 'slots.shard_id')
    .select('slots.slot')
    .where('slots.site_id', '=', siteId)
    .where('slots.state', 'in', ['arriving', 'claimed'])
    .where('shards.control_group', '!=', controlGroup)
    .limit(1)
    .execute()
  return elsewhere.length > 0
}

function siteBusy(site: SiteRecord, busy: Operation): AipressError {
  return new AipressError('site_busy', `"${busy.title}" is at work on ${site.title}.`, {
    hint: `Wait for it: aipress operation watch ${busy.operationId}`,
  })
}
