import { listShards, moveSite, showSite } from '@aipress/contract'
import { expect, vi } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { moveSiteWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import type { LocalCloud } from '../harness/local-cloud.ts'
import { inventory, openSubject } from './workflow-subject.ts'

const WAIT = { timeout: 60_000, interval: 100 }

/** Ten places a shard: the standing site takes one of ten that shall be free, so a second shard is made. */
const TWO_SHARDS = { AIPRESS_SITES_PER_SHARD: '10', AIPRESS_MOVE_GRACE_MINUTES: '0', AIPRESS_WARM_SLOTS: '1' }

const twoShards = (cloud: LocalCloud) =>
  vi.waitFor(async () => {
    const { items } = await cloud.call(listShards, {})
    expect(items.map(({ state, warmSlots }) => [state, warmSlots])).toEqual([
      ['healthy', 1],
      ['healthy', 1],
    ])
  }, WAIT)

/** Its former place is emptied; then it lives in one slot alone. */
const settledDown = (cloud: LocalCloud) =>
  vi.waitFor(async () => expect((await inventory(cloud)).owners).toHaveLength(1), WAIT)

describeWorkflow(moveSiteWorkflow, () =>
  openSubject({
    environment: TWO_SHARDS,
    ready: twoShards,
    act: (cloud, standing, options) => cloud.call(moveSite, { site: standing.siteId }, options),
    async proveDone(cloud, standing) {
      await settledDown(cloud)
      const site = await cloud.call(showSite, { site: standing.siteId })
      expect(site.shardId).not.toBe(standing.shardId)
      const page = await cloud.fetchSite(new URL(site.url).hostname)
      expect([page.status, page.body]).toEqual([200, expect.stringContaining('<title>Standing Site</title>')])
      const back = await cloud.call(moveSite, { site: standing.siteId, to: standing.shardId })
      expect(await cloud.settled(back.operation.operationId)).toMatchObject({ state: 'succeeded' })
      await settledDown(cloud)
    },
  }),
)
