import { AipressError, moveSite } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { transact } from '../kernel/database.ts'
import { requireShard } from '../shards/index.ts'
import { moveSiteWorkflow } from './move-site.workflow.ts'
import { requireState, type SiteRecord } from './site.ts'
import { holdIdle, laneDepsOf } from './site-lane.ts'
import { answeredBefore, requestFor, type SiteOperationDeps } from './site-operations.ts'
import { siteOf } from './site-services.ts'

/** Starts the move of a site: takes its place on the other shard, and answers with the operation. */
export function moveHandlers(deps: SiteOperationDeps): Handler[] {
  const { services, engine, finder } = deps
  return [
    handle(moveSite, async (input, { caller, touch, idOf }) => {
      const operationId = idOf('operation')
      const earlier = await answeredBefore(deps, operationId)
      if (earlier !== undefined) return earlier
      const found = await finder.find(input.site, caller)
      touch({ siteId: found.siteId, accountId: found.accountId })
      const target = input.to === undefined ? undefined : await requireShard(services.directory, input.to)
      const operation = await engine.transaction(async (tx) => {
        const site = await holdIdle(laneDepsOf(deps), tx, found.siteId)
        requireMovable(site)
        const to = await reserveFor(deps, site, target?.shardId)
        const from = { place: site.place, controlGroup: site.controlGroup, region: site.region }
        const title = `Move ${site.title} from ${site.place.shardId} to ${to.place.shardId}`
        const request = { ...requestFor(site, caller), operationId, action: 'sites.move', title }
        return engine.start(tx, moveSiteWorkflow, { siteId: site.siteId, from, to }, request)
      })
      touch({ operationId: operation.operationId })
      deps.slotTaken()
      return { site: await finder.describeOne(await siteOf(services, found.siteId)), operation }
    }),
  ]
}

function requireMovable(site: SiteRecord): void {
  requireState(site, ['running', 'suspended', 'deleted'])
  if (!site.pinned) return
  throw new AipressError('site_pinned', `${site.title} (${site.name}) is pinned to ${site.place.shardId}.`, {
    hint: `Unpin it first: aipress site pin ${site.name} --no-pinned`,
  })
}

/** A place that an earlier move took and could not give back is emptied by departed-slots.reconciler.ts. */
async function reserveFor({ services }: SiteOperationDeps, site: SiteRecord, shardId: string | undefined) {
  const { shards, directory } = services
  return transact(directory, async (tx) => {
    const { place, controlGroup, region } = await shards.reserveArrival(tx, site.siteId, {
      tier: site.tier,
      shardId,
      region: shardId === undefined ? site.region : undefined,
      notOn: site.place.shardId,
      phpVersion: site.phpVersion,
    })
    return { place, controlGroup, region }
  })
}
