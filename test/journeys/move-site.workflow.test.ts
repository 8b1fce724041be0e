import { createShard, moveSite, showSite } from '@aipress/contract'
import { expect, vi } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { moveSiteWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import { inventory, openSubject } from './workflow-subject.ts'

const WAIT = { timeout: 120_000, interval: 250 }

describeWorkflow(moveSiteWorkflow, (sites) =>
  openSubject({
    sites,
    environment: { AIPRESS_MOVE_GRACE_MINUTES: '0', AIPRESS_WARM_SLOTS: '1' },
    async ready(cloud) {
      const { operation } = await cloud.call(createShard, {})
      expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
    },
    act: (cloud, standing, options) => cloud.call(moveSite, { site: standing.siteId }, options),
    async proveDone(cloud, standing) {
      const site = await cloud.call(showSite, { site: standing.siteId })
      expect(site.shardId).not.toBe(standing.shardId)
      const page = await cloud.fetchSite(new URL(site.url).hostname)
      const title = `<title>${standing.title}</title>`
      expect([page.status, page.body]).toEqual([200, expect.stringContaining(title)])
    },
    async takeAway(cloud, standing) {
      const back = await cloud.call(moveSite, { site: standing.siteId, to: standing.shardId })
      expect(await cloud.settled(back.operation.operationId)).toMatchObject({ state: 'succeeded' })
      // Its former places are emptied; then it lives in one slot alone.
      await vi.waitFor(async () => {
        const owners = (await inventory(cloud)).owners.map(String)
        expect(owners.filter((owner) => owner.includes(standing.siteId))).toHaveLength(1)
      }, WAIT)
    },
  }),
)
