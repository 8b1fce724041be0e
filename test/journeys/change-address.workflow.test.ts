import { addHostname, removeHostname } from '@aipress/contract'
import { expect } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { changeAddressWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import { openSubject } from './workflow-subject.ts'

const hostname = 'standing.example.com'

describeWorkflow(changeAddressWorkflow, () =>
  openSubject({
    act: (cloud, standing, options) =>
      cloud.call(addHostname, { site: standing.siteId, hostname, primary: true }, options),
    async proveDone(cloud, standing) {
      const page = await cloud.fetchSite(hostname)
      expect(page.status).toBe(200)
      expect(page.body).toContain(`http://${hostname}:${cloud.port}/`)
      expect(page.body).not.toContain(`standing-site.localhost:${cloud.port}`)
      const before = await cloud.fetchSite('standing-site.localhost', '/about/')
      expect(before.status).toBe(301)
      expect(before.headers.location).toBe(`http://${hostname}:${cloud.port}/about/`)
      const { operation } = await cloud.call(removeHostname, { site: standing.siteId, hostname })
      await cloud.settled(operation.operationId)
    },
  }),
)
