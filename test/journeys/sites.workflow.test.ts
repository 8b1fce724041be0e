import {
  addHostname,
  changeSiteTier,
  createSite,
  deleteSite,
  listOperations,
  listSites,
  removeHostname,
  resumeSite,
  type Site,
  setPhp,
  showPhp,
  showSite,
  suspendSite,
} from '@aipress/contract'
import { afterAll, expect, test, vi } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import {
  changeAddressWorkflow,
  changePhpWorkflow,
  changeTierWorkflow,
  createSiteWorkflow,
  purgeSiteWorkflow,
  setSiteStateWorkflow,
} from '../../packages/control-plane/src/sites/index.ts'
import type { LocalCloud } from '../harness/local-cloud.ts'
import { eventually } from './bad-days-support.ts'
import { inventory, openWorld } from './workflow-subject.ts'

/** What makes a site, changes it where it is, and removes it: one platform serves all, as each leaves the sites as they were. */
const world = openWorld({
  // A change of tier that gives a site servers of its own is a workflow of its own.
  AIPRESS_DEDICATED_SHARDS_MAX: '0',
})
afterAll(() => world[Symbol.asyncDispose](), 120_000)

const hostnameOf = ({ name }: Site) => `${name}.example.com`

describeWorkflow(changeAddressWorkflow, (sites) =>
  world.subject(sites, {
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

describeWorkflow(changePhpWorkflow, (sites) =>
  world.subject(sites, {
    act: (cloud, standing, options) => cloud.call(setPhp, { site: standing.siteId, upload: '64M' }, options),
    async proveDone(cloud, standing) {
      expect(await cloud.call(showPhp, { site: standing.siteId })).toMatchObject({
        settings: { uploadMb: 64 },
      })
    },
    async takeAway(cloud, standing) {
      const back = await cloud.call(setPhp, { site: standing.siteId, reset: true })
      await cloud.settled(back.operation.operationId)
    },
  }),
)

describeWorkflow(changeTierWorkflow, (sites) =>
  world.subject(sites, {
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

const statusOf = async (cloud: LocalCloud, { url }: Site) =>
  (await cloud.fetchSite(new URL(url).hostname)).status

describeWorkflow(setSiteStateWorkflow, (sites) =>
  world.subject(sites, {
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

const titleBeside = ({ title }: Site) => `Fresh beside ${title}`

describeWorkflow(createSiteWorkflow, (sites) =>
  world.subject(sites, {
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

/**
 * Not the suite of the other workflows: a removal that fails is not undone but tried again minutes later,
 * which would make this a test of patience.
 */
const PURGE_SECONDS_MAX = 40
const PURGE_POINTS = purgeSiteWorkflow.steps.flatMap(({ name }) => [
  { step: name, phase: 'before' as const },
  { step: name, phase: 'after' as const },
])

test.each(PURGE_POINTS)('dying $phase $step, the removal is completed by the next process', async (at) => {
  const cloud = await world.cloud()
  const before = await inventory(cloud)
  await cloud.faults([{ workflow: purgeSiteWorkflow.name, ...at, kind: 'kill' }])
  const made = await cloud.call(createSite, { title: 'Short Lived' })
  await cloud.settled(made.operation.operationId)
  const removed = await cloud.call(deleteSite, { site: made.site.siteId })
  await cloud.settled(removed.operation.operationId)
  const purge = await eventually(async () => {
    const { items } = await cloud.call(listOperations, { limit: 20 })
    const found = items.find(({ action, siteId }) => action === 'sites.purge' && siteId === made.site.siteId)
    return found ?? Promise.reject(new Error('The site is not being removed yet.'))
  }, PURGE_SECONDS_MAX)
  expect(await cloud.settled(purge.operationId)).toMatchObject({ state: 'succeeded', recoveries: 1 })
  expect((await cloud.call(listSites, { state: 'deleted' })).items).toEqual([])
  expect(await inventory(cloud)).toEqual(before)
})
