import { resumeSite, type Site, suspendSite } from '@aipress/contract'
import { expect } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { setSiteStateWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import type { LocalCloud } from '../harness/local-cloud.ts'
import { openSubject } from './workflow-subject.ts'

const statusOf = async (cloud: LocalCloud, { url }: Site) =>
  (await cloud.fetchSite(new URL(url).hostname)).status

describeWorkflow(setSiteStateWorkflow, (sites) =>
  openSubject({
    sites,
    act: (cloud, standing, options) => cloud.call(suspendSite, { site: standing.siteId }, options),
    async proveDone(cloud, standing) {
      expect(await statusOf(cloud, standing)).toBe(503)
    },
    async takeAway(cloud, standing) {
      const { operation } = await cloud.call(resumeSite, { site: standing.siteId })
      await cloud.settled(operation.operationId)
      expect(await statusOf(cloud, standing)).toBe(200)
    },
  }),
)
