import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  layOutSite,
  siteRoute,
  startEdge,
  startPhp,
  type TestEdge,
} from '../../../../../test/harness/edge.ts'
import { type Visit, visit } from '../../../../../test/harness/http.ts'
import { layOutCountingSite } from './testing/counting-site.ts'

const HOST = 'bakery.localhost'
const PLACE = { shardId: 'shard-001', slot: 1 }
const signal = () => AbortSignal.timeout(5_000)

let open: TestEdge
let php: AsyncDisposable
let renderings: () => Promise<number>

beforeAll(async () => {
  open = await startEdge()
  await layOutSite(open.layout, PLACE)
  ;({ renderings } = await layOutCountingSite(open))
  php = await startPhp(open.layout, PLACE)
  await open.edge.publish(siteRoute(HOST), signal())
})
afterAll(async () => {
  await php?.[Symbol.asyncDispose]()
  await open?.[Symbol.asyncDispose]()
})
beforeEach(() => open.edge.purge(PLACE, signal()))

const get = (path: string, more: Partial<Visit> = {}) => visit({ port: open.port, host: HOST, path, ...more })

/** Which rendering, and what the edge says of it. */
async function seen(path: string) {
  const { body, headers } = await get(path)
  return { rendering: Number(/rendering (\d+)/.exec(body)?.[1]), cache: headers['x-aipress-cache'] }
}

test('what is asked for with arguments is asked of WordPress once, by its visitor: a link that works once works', async () => {
  const before = await renderings()
  const first = await get('/cookie/?confirm=7f3a', { headers: { 'user-agent': 'a telephone' } })
  expect(first.body).toContain('"HTTP_USER_AGENT":"a telephone"')
  expect(first.headers['set-cookie']).toEqual(['basket=1'])
  expect((await renderings()) - before).toBe(1)
  // From the second time on the page may be kept, if it is one.
  expect(await seen('/about/?from=menu')).toMatchObject({ cache: 'BYPASS (asked for the first time)' })
  const made = await seen('/about/?from=menu')
  expect(made.cache).toBe('MISS')
  expect(await seen('/about/?from=menu')).toEqual({ ...made, cache: 'HIT' })
  // Whose page was emptied is made anew for all at once.
  await open.edge.purge(PLACE, signal())
  expect(await seen('/about/?from=menu')).toMatchObject({ cache: 'MISS' })
})

test('a redirect that is kept takes no campaign away: WordPress hears of it', async () => {
  const to = async (path: string) => {
    const { status, headers } = await get(path)
    return [status, headers.location, headers['x-aipress-cache']]
  }
  expect(await to('/elsewhere/')).toEqual([301, '/there/', 'MISS'])
  expect(await to('/elsewhere/')).toEqual([301, '/there/', 'HIT'])
  for (const _ of [1, 2])
    expect(await to('/elsewhere/?utm_source=mail')).toEqual([
      301,
      '/there/?utm_source=mail',
      'BYPASS (takes the campaign along)',
    ])
  expect(await to('/elsewhere/')).toEqual([301, '/there/', 'HIT'])
})
