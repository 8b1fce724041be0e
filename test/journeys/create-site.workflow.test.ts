import { createSite, deleteSite, listSites, type Site, showSite } from '@aipress/contract'
import { expect, vi } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { createSiteWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import { openSubject } from './workflow-subject.ts'

const titleBeside = ({ title }: Site) => `Fresh beside ${title}`

describeWorkflow(createSiteWorkflow, (sites) =>
  openSubject({
    sites,
    act: (cloud, standing, options) => cloud.call(createSite, { title: titleBeside(standing) }, options),
    async proveDone(cloud, standing, { siteId = '' }) {
      const site = await cloud.call(showSite, { site: siteId })
      const page = await cloud.fetchSite(new URL(site.url).hostname)
      expect(page.status).toBe(200)
      expect(page.body).toContain(`<title>${titleBeside(standing)}</title>`)
    },
    async takeAway(cloud, _standing, { siteId = '' }) {
      const removal = await cloud.call(deleteSite, { site: siteId })
      await cloud.settled(removal.operation.operationId)
      await vi.waitFor(
        async () => expect((await cloud.call(listSites, { state: 'deleted' })).items).toEqual([]),
        { timeout: 120_000, interval: 500 },
      )
    },
  }),
)
