import { Tier } from '@aipress/contract'
import { z } from 'zod'
import { needs, workflow } from '../engine/workflow.ts'
import { transact } from '../kernel/database.ts'
import {
  changeLifecycle,
  closeEmptyShard,
  createShardWorkflow,
  forgetSlots,
  nothingIsPrepared,
  recordShardEvent,
  type ShardServices,
} from '../shards/index.ts'
import { changeTierWorkflow } from './change-tier.workflow.ts'
import { Home, moveSiteWorkflow } from './move-site.workflow.ts'
import type { SiteServices } from './site-services.ts'

const Change = z.object({ siteId: z.string(), home: Home, fromTier: Tier, toTier: Tier })
const MakeInput = Change.extend({
  shard: z.object({ shardId: z.string(), slots: z.literal(1), region: z.string() }),
})
const LeaveInput = Change.extend({ to: Home })

type Change = z.output<typeof Change>

const tierOf = ({ siteId, fromTier, toTier }: Change) => ({ siteId, from: fromTier, to: toTier })
/** The one slot of a shard that is a site's own. */
const placeIn = (shardId: string) => ({ shardId, slot: 1 })

/**
 * Gives a site a database, a cache and PHP that nobody shares: a shard with one place, to which it moves while it
 * serves. The place is the site's from the moment that the shard opens, so that nobody else's can come first.
 */
export const giveOwnServersWorkflow = workflow(
  'give-own-servers',
  MakeInput,
  needs<SiteServices & ShardServices>(),
)
  .include(
    {
      ...createShardWorkflow,
      steps: createShardWorkflow.steps.filter(({ name }) => name === 'make-servers'),
    },
    ({ shard }) => shard,
  )
  .step('take-place', {
    title: 'Keep them for the site',
    async do({ input: { siteId, shard }, services }) {
      const { directory, shards, host } = services
      const { shardId } = shard
      await transact(directory, async (tx) => {
        const [slots, opened] = await Promise.all([
          shards.slotsOf(siteId),
          changeLifecycle(tx, shardId, ['preparing'], 'ready', host.versions.php),
        ])
        const what = 'It was made for one site.'
        if (opened) await recordShardEvent(tx, shardId, { kind: 'state', state: 'healthy', what })
        if (slots.some(({ place }) => place.shardId === shardId)) return
        await shards.reserveArrival(tx, siteId, { tier: 'gold', shardId })
      })
    },
    async undo({ input: { siteId, shard }, services: { directory, shards }, signal }) {
      const { shardId } = shard
      const slots = await shards.slotsOf(siteId)
      const isComing = slots.some(({ place, use }) => place.shardId === shardId && use === 'arriving')
      if (isComing) await transact(directory, (tx) => shards.release(tx, siteId, placeIn(shardId)))
      if (!(await closeEmptyShard(directory, shardId, ['ready'], 'preparing'))) return
      await nothingIsPrepared(directory, shardId, signal)
      await forgetSlots(directory, shardId)
    },
  })
  .include(moveSiteWorkflow, ({ siteId, home, shard }) => ({
    siteId,
    from: home,
    to: { place: placeIn(shard.shardId), controlGroup: home.controlGroup, region: shard.region },
  }))
  .include(changeTierWorkflow, tierOf)

/** Moves a site that is gold no more to servers that it shares; those it leaves are removed when it is sure to stay. */
export const leaveOwnServersWorkflow = workflow('leave-own-servers', LeaveInput, needs<SiteServices>())
  .include(moveSiteWorkflow, ({ siteId, home, to }) => ({ siteId, from: home, to }))
  .include(changeTierWorkflow, tierOf)
