import { changeSiteTier, listShards, showSite } from '@aipress/contract'
import { expect, vi } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { giveOwnServersWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import { inventory, openSubject } from './workflow-subject.ts'

const WAIT = { timeout: 120_000, interval: 250 }

describeWorkflow(
  giveOwnServersWorkflow,
  (sites) =>
    openSubject({
      sites,
      environment: {
        AIPRESS_MOVE_GRACE_MINUTES: '0',
        AIPRESS_WARM_SLOTS: '1',
        AIPRESS_DEDICATED_SHARDS_MAX: '16',
      },
      act: (cloud, standing, options) =>
        cloud.call(changeSiteTier, { site: standing.siteId, tier: 'gold' }, options),
      async proveDone(cloud, standing) {
        const site = await cloud.call(showSite, { site: standing.siteId })
        const shards = (await cloud.call(listShards, { limit: 200 })).items
        expect(site.tier).toBe('gold')
        expect(shards.find(({ shardId }) => shardId === site.shardId)).toMatchObject({
          tiers: ['gold'],
          sites: 1,
          sitesMax: 1,
        })
        expect((await cloud.fetchSite(new URL(site.url).hostname)).status).toBe(200)
      },
      async takeAway(cloud, standing) {
        const back = await cloud.call(changeSiteTier, { site: standing.siteId, tier: 'bronze' })
        expect(await cloud.settled(back.operation.operationId)).toMatchObject({ state: 'succeeded' })
        const left = (await cloud.call(showSite, { site: standing.siteId })).shardId
        expect(left).toBe(standing.shardId)
        // Its former places are emptied; then it lives in one slot alone, and the servers that it left go.
        await vi.waitFor(async () => {
          const owners = (await inventory(cloud)).owners.map(String)
          expect(owners.filter((owner) => owner.includes(standing.siteId))).toHaveLength(1)
          const { items } = await cloud.call(listShards, { limit: 200 })
          expect(items.map(({ sitesMax }) => sitesMax)).not.toContain(1)
        }, WAIT)
      },
    }),
  // The others are those of create-shard, move-site and change-tier, which are struck there.
  ['take-place'],
)
