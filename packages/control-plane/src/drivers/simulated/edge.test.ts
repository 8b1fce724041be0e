import { describe, expect, test } from 'vitest'
import { describeEdge } from '../../platform/edge.suite.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { openSimulatedCloud } from './cloud.ts'
import { makeSite, openTestWorld, SEED } from './testing/test-world.ts'
import { createSimulatedWorld } from './world.ts'

describeEdge('simulated', async () => {
  const opened = openTestWorld()
  return {
    edge: opened.edge,
    async visit(hostname, path) {
      const page = await opened.visitors.visit(hostname, { path, signal: AbortSignal.timeout(10_000) })
      return { status: page.status, location: page.location }
    },
    [Symbol.asyncDispose]: async () => opened[Symbol.dispose](),
  }
})

const HERE = { shardId: 'shard-001', slot: 1 }
const THERE = { shardId: 'shard-002', slot: 1 }
const HOSTNAME = 'bakery.localhost'
const route = (place: typeof HERE, epoch: number) =>
  ({ kind: 'site', hostname: HOSTNAME, siteId: 'site_a', place, epoch }) as const

describe('visitors of a simulated site', () => {
  test('see it through its route, and a 503 while its shard or region is failed', async ({ signal }) => {
    using opened = openTestWorld()
    await makeSite(opened, HERE, signal)
    await opened.edge.publish(route(HERE, 1), signal)
    const visit = () => opened.visitors.visit(HOSTNAME, { path: '/', signal })
    expect(await visit()).toMatchObject({ status: 200, body: expect.stringContaining('Corner Bakery') })
    opened.world.failShard('shard-001', 'mariadb')
    expect((await visit()).status).toBe(503)
    opened.world.healShard('shard-001')
    opened.world.failRegion('europe-west1')
    expect((await visit()).status).toBe(503)
    opened.world.restoreRegion('europe-west1')
    expect((await visit()).status).toBe(200)
  })

  test('who comes during a move waits, and is served by the new place', async ({ signal }) => {
    using opened = openTestWorld()
    const { siteHost, edge, visitors } = opened
    await makeSite(opened, HERE, signal)
    await opened.shardHost.ensure({ shardId: THERE.shardId, slots: 50 }, signal)
    await siteHost.prepare(THERE, randomSecrets(), signal)
    await edge.publish({ ...route(HERE, 1), onHold: true }, signal)
    expect(await edge.inspect(HOSTNAME, signal)).toEqual({ ...route(HERE, 1), onHold: true })
    const held = visitors.visit(HOSTNAME, { path: '/', writes: 'Order', signal })

    await siteHost.freeze(HERE, signal)
    await edge.publish(route(HERE, 2), signal)
    const refused = visitors.visit(HOSTNAME, { path: '/', writes: 'Another', signal })
    await siteHost.copy(HERE, THERE, signal)
    await edge.publish(route(THERE, 3), signal)
    expect([(await held).status, (await refused).status]).toEqual([201, 201])
    const page = await visitors.visitPlace(THERE, { path: '/', signal })
    expect([page.body.includes('Order'), page.body.includes('Another')]).toEqual([true, true])
  })
})

test('an edge that several processes publish to keeps the newest epoch', async ({ signal }) => {
  using opened = openTestWorld()
  using other = createSimulatedWorld({ folder: opened.folder, seed: SEED, timeScale: 0 })
  const { edge } = openSimulatedCloud(other)
  await opened.edge.publish(route(HERE, 5), signal)
  await edge.publish(route(THERE, 4), signal)
  expect(await edge.inspect(HOSTNAME, signal)).toEqual(route(HERE, 5))
  await edge.publish(route(THERE, 6), signal)
  expect(await opened.edge.inspect(HOSTNAME, signal)).toEqual(route(THERE, 6))
})
