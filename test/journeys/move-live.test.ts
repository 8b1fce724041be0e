import {
  cancelOperation,
  createSite,
  deleteSite,
  listShards,
  loginToSite,
  moveSite,
  type Operation,
  pinSite,
  runWpCli,
  showSite,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

/** A site moves between two shards while people write comments, and nothing of theirs is lost. */
const WAIT = { timeout: 60_000, interval: 100 }
let cloud: LocalCloud

beforeAll(async () => {
  cloud = await startLocalCloud({
    environment: { AIPRESS_SITES_PER_SHARD: '10', AIPRESS_MOVE_GRACE_MINUTES: '0', AIPRESS_WARM_SLOTS: '1' },
  })
  await create('Corner Bakery')
  await vi.waitFor(async () => {
    const { items } = await cloud.call(listShards, {})
    expect(items.map(({ state }) => state)).toEqual(['healthy', 'healthy'])
  }, WAIT)
}, 180_000)
afterAll(() => cloud?.[Symbol.asyncDispose]())

async function create(title: string): Promise<string> {
  const { site, operation } = await cloud.call(createSite, { title })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  return site.name
}

const wp = async (site: string, ...args: string[]) =>
  (await cloud.call(runWpCli, { site, args })).stdout.trim()

const shardOf = async (site: string) => (await cloud.call(showSite, { site })).shardId

const other = (shardId: string) => (shardId === 'shard-001' ? 'shard-002' : 'shard-001')

/** The administrator's cookies: WordPress lets strangers comment only every 15 seconds. */
async function logIn(site: string): Promise<string> {
  const { url } = await cloud.call(loginToSite, { site })
  const { pathname, search, hostname } = new URL(url)
  const answer = await cloud.fetchSite(hostname, pathname + search)
  const cookies = [answer.headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';')[0])
  return cookies.join('; ')
}

interface Writing {
  readonly acknowledged: string[]
  readonly refused: string[]
  slowestMs: number
  stop(): Promise<void>
}

/** Two people who comment without a pause until they are stopped. */
function keepWriting(site: string, cookie: string): Writing {
  const writing = { acknowledged: [] as string[], refused: [] as string[], slowestMs: 0 }
  let stopped = false
  const write = async (person: string) => {
    for (let count = 1; !stopped; count += 1) {
      const comment = `${person} says ${count}`
      const startedAt = performance.now()
      const answer = await cloud.fetchSite(`${site}.localhost`, '/wp-comments-post.php', {
        method: 'POST',
        // The edge itself gives up after half a minute, with an answer.
        timeoutMs: 60_000,
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ comment, comment_post_ID: '1', comment_parent: '0' }).toString(),
      })
      writing.slowestMs = Math.max(writing.slowestMs, performance.now() - startedAt)
      if (answer.status === 302) writing.acknowledged.push(comment)
      else writing.refused.push(`${comment}: ${answer.status}`)
    }
  }
  const people = Promise.all(['Anna', 'Ben'].map(write))
  return Object.assign(writing, {
    async stop() {
      stopped = true
      await people
    },
  })
}

async function comments(site: string): Promise<string[]> {
  const list = await wp(site, 'comment', 'list', '--field=comment_content', '--post_id=1', '--number=100000')
  return list.split('\n').filter((line) => / says \d+$/.test(line))
}

async function proveNothingLost(site: string, writing: Writing): Promise<void> {
  expect(writing.refused).toEqual([])
  expect(writing.acknowledged.length).toBeGreaterThan(10)
  expect((await comments(site)).sort()).toEqual([...writing.acknowledged].sort())
}

const move = async (site: string, to?: string): Promise<Operation> =>
  cloud.settled((await cloud.call(moveSite, { site, to })).operation.operationId)

test('moving there and back under constant writing loses, doubles and refuses nothing', async () => {
  const writing = keepWriting('corner-bakery', await logIn('corner-bakery'))
  await vi.waitFor(() => expect(writing.acknowledged.length).toBeGreaterThan(5), WAIT)
  const home = await shardOf('corner-bakery')
  expect(await move('corner-bakery')).toMatchObject({ state: 'succeeded' })
  expect(await shardOf('corner-bakery')).toBe(other(home))
  const soFar = writing.acknowledged.length
  await vi.waitFor(() => expect(writing.acknowledged.length).toBeGreaterThan(soFar + 5), WAIT)
  expect(await move('corner-bakery', home)).toMatchObject({ state: 'succeeded' })
  await writing.stop()
  await proveNothingLost('corner-bakery', writing)
  expect(await shardOf('corner-bakery')).toBe(home)
}, 180_000)

test.each([
  { step: 'copy', phase: 'after', kind: 'kill' },
  { step: 'hold', phase: 'after', kind: 'kill' },
  { step: 'switch', phase: 'after', kind: 'kill' },
  { step: 'open', phase: 'after', kind: 'fail' },
] as const)(
  'a $kind $phase $step, while people write, ends in one place with all that they wrote',
  async (fault) => {
    const site = await create(`Shop ${fault.kind} ${fault.step}`)
    const home = await shardOf(site)
    const writing = keepWriting(site, await logIn(site))
    await vi.waitFor(() => expect(writing.acknowledged.length).toBeGreaterThan(5), WAIT)
    await cloud.faults([{ workflow: 'move-site', ...fault }])
    const { operation } = await cloud.call(moveSite, { site })
    const settled = await cloud.settled(operation.operationId)
    expect(settled.state).toBe(fault.kind === 'fail' ? 'undone' : 'succeeded')
    expect(await shardOf(site)).toBe(fault.kind === 'fail' ? home : other(home))
    await writing.stop()
    await proveNothingLost(site, writing)
  },
  180_000,
)

test('people who are logged in stay logged in, and media come along', async () => {
  const site = await create('Media House')
  const cookie = await logIn(site)
  await wp(site, 'eval', "file_put_contents(wp_upload_dir()['path'] . '/menu.txt', 'Rye bread');")
  expect(await move(site)).toMatchObject({ state: 'succeeded' })
  const admin = await cloud.fetchSite(`${site}.localhost`, '/wp-admin/', { headers: { cookie } })
  expect(admin.status).toBe(200)
  const path = await wp(site, 'eval', "echo wp_upload_dir()['subdir'];")
  const file = await cloud.fetchSite(`${site}.localhost`, `/wp-content/uploads${path}/menu.txt`)
  expect([file.status, file.body]).toEqual([200, 'Rye bread'])
}, 120_000)

test('a move that is cancelled leaves the site where it was', async () => {
  const site = await create('Second Thoughts')
  const home = await shardOf(site)
  const { operation } = await cloud.call(moveSite, { site })
  await cloud.call(cancelOperation, { operation: operation.operationId })
  expect(await cloud.settled(operation.operationId)).toMatchObject({
    state: 'undone',
    error: { code: 'operation_cancelled' },
  })
  expect(await shardOf(site)).toBe(home)
  expect((await cloud.fetchSite(`${site}.localhost`)).status).toBe(200)
}, 120_000)

test('moves that make no sense are refused, and say why', async () => {
  const site = await create('Stay Put')
  const home = await shardOf(site)
  const asked = (to?: string) => cloud.call(moveSite, { site, to })
  await expect(asked(home)).rejects.toMatchObject({ code: 'shard_state_conflict' })
  await expect(asked('shard-099')).rejects.toMatchObject({ code: 'shard_not_found' })
  await cloud.call(pinSite, { site, pinned: true })
  await expect(asked()).rejects.toMatchObject({ code: 'site_pinned' })
  await cloud.call(pinSite, { site, pinned: false })
  const first = await asked()
  await expect(asked()).rejects.toMatchObject({ code: 'site_busy' })
  const deletion = await cloud.call(deleteSite, { site })
  expect(await cloud.settled(first.operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect(await cloud.settled(deletion.operation.operationId)).toMatchObject({ state: 'succeeded' })
  await expect(asked()).resolves.toBeDefined()
}, 120_000)
