import { resumeSite, suspendSite } from '@aipress/contract'
import { expect } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { setSiteStateWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import { openSubject } from './workflow-subject.ts'

describeWorkflow(setSiteStateWorkflow, () =>
  openSubject({
    act: (cloud, standing, options) => cloud.call(suspendSite, { site: standing.siteId }, options),
    async proveDone(cloud, standing) {
      expect((await cloud.fetchSite('standing-site.localhost')).status).toBe(503)
      const { operation } = await cloud.call(resumeSite, { site: standing.siteId })
      await cloud.settled(operation.operationId)
      expect((await cloud.fetchSite('standing-site.localhost')).status).toBe(200)
    },
  }),
)
