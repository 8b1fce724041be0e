import { AipressError, type Operation, type Tier } from '@aipress/contract'
import type { Engine, OperationRequest } from '../engine/engine.ts'
import { transact } from '../kernel/database.ts'
import type { Machine } from '../platform/machine.ts'
import { DEDICATED, findShard, isDedicated, requireRoom, type ShardPlan } from '../shards/index.ts'
import { changeTierWorkflow } from './change-tier.workflow.ts'
import { giveOwnServersWorkflow, leaveOwnServersWorkflow } from './own-servers.workflow.ts'
import type { SiteRecord } from './site.ts'
import { holdIdle, holdStaying, laneDepsOf } from './site-lane.ts'
import type { SiteServices } from './site-services.ts'
import { requireTierFits } from './tier-rules.ts'

export interface TierChangeDeps {
  services: SiteServices
  engine: Engine
  plan: Pick<ShardPlan, 'dedicatedMax'>
  machine: Pick<Machine, 'disk'>
}

type Request = Pick<OperationRequest, 'requestedBy' | 'action' | 'title'> & { operationId: string }

/** Whether a site of the tier is to have servers to itself, on a platform that has room for such. */
export const wantsOwnServers = (tier: Tier, { dedicatedMax }: Pick<ShardPlan, 'dedicatedMax'>): boolean =>
  tier === 'gold' && dedicatedMax > 0

export async function hasOwnServers({ directory }: Pick<SiteServices, 'directory'>, site: SiteRecord) {
  const shard = await findShard(directory, site.place.shardId)
  return shard !== undefined && isDedicated(shard)
}

/**
 * Starts what makes the site one of the tier: where it is, or, to servers that it has to itself and from there,
 * by a move. Throws `site_pinned`, `site_busy`, `shards_exhausted`, `disk_full` and what a move throws.
 */
export async function startTierChange(
  deps: TierChangeDeps,
  site: SiteRecord,
  tier: Tier,
  request: Request,
): Promise<Operation> {
  const wants = wantsOwnServers(tier, deps.plan)
  if (wants === (await hasOwnServers(deps.services, site))) return startInPlace(deps, site, tier, request)
  if (site.pinned) throw pinned(site)
  return wants ? startGiving(deps, site, tier, request) : startLeaving(deps, site, tier, request)
}

async function startInPlace(deps: TierChangeDeps, site: SiteRecord, tier: Tier, request: Request) {
  const { services, engine } = deps
  if (tier !== site.tier) await requireTierFits(services.directory, site, tier)
  return engine.transaction(async (tx) => {
    // Where gold is concerned, what waits before it in the queue may move the site to servers that do not take it.
    const hold = site.tier === 'gold' || tier === 'gold' ? holdIdle : holdStaying
    await hold(laneDepsOf(deps), tx, site.siteId)
    const input = { siteId: site.siteId, from: site.tier, to: tier }
    return engine.start(tx, changeTierWorkflow, input, complete(site, request))
  })
}

async function startGiving(deps: TierChangeDeps, found: SiteRecord, tier: Tier, request: Request) {
  const { services, engine, plan, machine } = deps
  await requireRoom(machine)
  return engine.transaction(async (tx) => {
    const site = await holdIdle(laneDepsOf(deps), tx, found.siteId)
    const { region } = site
    const shard = await services.shards.addFor(
      request.operationId,
      { ...DEDICATED, region },
      plan.dedicatedMax,
    )
    if (shard === undefined) throw noneLeft(site, plan.dedicatedMax)
    const input = { ...changeOf(site, tier), shard: { shardId: shard.shardId, slots: 1 as const, region } }
    return engine.start(tx, giveOwnServersWorkflow, input, complete(site, request))
  })
}

async function startLeaving(deps: TierChangeDeps, found: SiteRecord, tier: Tier, request: Request) {
  const { services, engine } = deps
  return engine.transaction(async (tx) => {
    const site = await holdIdle(laneDepsOf(deps), tx, found.siteId)
    const { place, controlGroup, region } = await transact(services.directory, (own) =>
      services.shards.reserveArrival(own, site.siteId, {
        tier,
        region: site.region,
        notOn: site.place.shardId,
        phpVersion: site.phpVersion,
        controlGroup: site.controlGroup,
      }),
    )
    const input = { ...changeOf(site, tier), to: { place, controlGroup, region } }
    return engine.start(tx, leaveOwnServersWorkflow, input, complete(site, request))
  })
}

const changeOf = (site: SiteRecord, toTier: Tier) => ({
  siteId: site.siteId,
  home: { place: site.place, controlGroup: site.controlGroup, region: site.region },
  fromTier: site.tier,
  toTier,
})

const complete = (site: SiteRecord, request: Request): OperationRequest => ({
  ...request,
  accountId: site.accountId,
  lane: site.siteId,
  siteId: site.siteId,
  siteName: site.name,
})

function pinned(site: SiteRecord): AipressError {
  return new AipressError('site_pinned', `${site.title} (${site.name}) is pinned to ${site.place.shardId}.`, {
    hint: `Sites change between shared servers and their own by a move. Unpin it first: aipress site pin ${site.name} --no-pinned`,
  })
}

function noneLeft(site: SiteRecord, dedicatedMax: number): AipressError {
  return new AipressError(
    'shards_exhausted',
    `${site.title} cannot get servers of its own: ${dedicatedMax} gold sites have theirs, and more are not allowed here.`,
    { hint: 'Raise AIPRESS_DEDICATED_SHARDS_MAX and run "npm run up" again, or choose silver.' },
  )
}
