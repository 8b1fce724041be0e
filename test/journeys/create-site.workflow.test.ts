import { createSite, deleteSite, listSites, showSite } from '@aipress/contract'
import { expect, vi } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { createSiteWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import { openSubject } from './workflow-subject.ts'

describeWorkflow(createSiteWorkflow, () =>
  openSubject({
    act: (cloud, _standing, options) => cloud.call(createSite, { title: 'Fresh' }, options),
    async proveDone(cloud, _standing, { siteId = '' }) {
      const site = await cloud.call(showSite, { site: siteId })
      const page = await cloud.fetchSite(new URL(site.url).hostname)
      expect(page.status).toBe(200)
      expect(page.body).toContain('<title>Fresh</title>')
      const removal = await cloud.call(deleteSite, { site: siteId })
      await cloud.settled(removal.operation.operationId)
      await vi.waitFor(
        async () => expect((await cloud.call(listSites, { state: 'deleted' })).items).toEqual([]),
        { timeout: 60_000, interval: 100 },
      )
    },
  }),
)
