import { createSite, deleteSite, listOperations, listSites } from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { purgeSiteWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { eventually } from './bad-days-support.ts'
import { inventory } from './workflow-subject.ts'

/**
 * Not the suite of the other workflows: a removal that fails is not undone but tried again minutes later,
 * which would make this a test of patience.
 */
let cloud: LocalCloud
beforeAll(async () => {
  cloud = await startLocalCloud({ environment: { AIPRESS_DELETE_GRACE_HOURS: '0' } })
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

/** The platform looks every 5 s for sites whose grace period has ended. */
const PURGE_SECONDS_MAX = 40
const STEPS = purgeSiteWorkflow.steps.flatMap(({ name }) => [
  { step: name, phase: 'before' as const },
  { step: name, phase: 'after' as const },
])

test.each(STEPS)('dying $phase $step, the removal is completed by the next process', async (at) => {
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
