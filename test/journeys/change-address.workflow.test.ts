import { addHostname, removeHostname, type Site } from '@aipress/contract'
import { expect } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { changeAddressWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import { openSubject } from './workflow-subject.ts'

const hostnameOf = ({ name }: Site) => `${name}.example.com`

describeWorkflow(changeAddressWorkflow, (sites) =>
  openSubject({
    sites,
    act: (cloud, standing, options) =>
      cloud.call(
        addHostname,
        { site: standing.siteId, hostname: hostnameOf(standing), primary: true },
        options,
      ),
    async proveDone(cloud, standing) {
      const hostname = hostnameOf(standing)
      const former = new URL(standing.url)
      const page = await cloud.fetchSite(hostname)
      expect(page.status).toBe(200)
      expect(page.body).toContain(`http://${hostname}:${cloud.port}/`)
      expect(page.body).not.toContain(former.host)
      const before = await cloud.fetchSite(former.hostname, '/about/')
      expect(before.status).toBe(301)
      expect(before.headers.location).toBe(`http://${hostname}:${cloud.port}/about/`)
    },
    async takeAway(cloud, standing) {
      const gone = { site: standing.siteId, hostname: hostnameOf(standing) }
      const { operation } = await cloud.call(removeHostname, gone)
      await cloud.settled(operation.operationId)
    },
  }),
)
