import { changeSiteTier, showSite } from '@aipress/contract'
import { expect } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { changeTierWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import { openSubject } from './workflow-subject.ts'

describeWorkflow(changeTierWorkflow, (sites) =>
  openSubject({
    sites,
    // Where it is: what gives it servers of its own is a workflow of its own.
    environment: { AIPRESS_DEDICATED_SHARDS_MAX: '0' },
    act: (cloud, standing, options) =>
      cloud.call(changeSiteTier, { site: standing.siteId, tier: 'gold' }, options),
    async proveDone(cloud, standing) {
      expect(await cloud.call(showSite, { site: standing.siteId })).toMatchObject({
        tier: 'gold',
        costUsdPerMonth: 15,
      })
    },
    async takeAway(cloud, standing) {
      const back = await cloud.call(changeSiteTier, { site: standing.siteId, tier: 'bronze' })
      await cloud.settled(back.operation.operationId)
    },
  }),
)
