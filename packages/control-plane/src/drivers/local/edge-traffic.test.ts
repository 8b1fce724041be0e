import { expect, test, vi } from 'vitest'
import { layOutSite, siteRoute, startEdge, startPhp } from '../../../../../test/harness/edge.ts'
import { visit } from '../../../../../test/harness/http.ts'

const HOST = 'bakery.localhost'
const PLACE = { shardId: 'shard-001', slot: 1 }

test('requests for PHP are counted by shard, and those that it does not answer apart', async ({ signal }) => {
  await using open = await startEdge()
  await layOutSite(open.layout, PLACE)
  await open.edge.publish(siteRoute(HOST), signal)
  const ask = async (path: string) => (await visit({ port: open.port, host: HOST, path })).status
  const traffic = async () => Object.fromEntries(await open.edge.traffic(signal))
  expect(await traffic()).toEqual({})
  {
    await using _php = await startPhp(open.layout, PLACE)
    expect(await ask('/')).toBe(200)
    expect(await ask('/about/')).toBe(200)
    // nginx answers this one itself.
    expect(await ask('/wp-content/themes/plain/style.css')).toBe(200)
  }
  expect(await ask('/')).toBe(503)
  // A request is counted after its visitor has had the answer.
  await vi.waitFor(async () =>
    expect(await traffic()).toEqual({ 'shard-001': { requests: 3, unanswered: 1 } }),
  )
})
