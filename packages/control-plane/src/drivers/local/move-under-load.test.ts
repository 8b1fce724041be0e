import { expect, test, vi } from 'vitest'
import { startEdge } from '../../../../../test/harness/edge.ts'
import { visit } from '../../../../../test/harness/http.ts'
import { startTwoShards } from '../../../../../test/harness/shard.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { readSiteConfiguration } from './site-configuration.ts'
import { withSiteDatabase } from './site-database.ts'

vi.setConfig({ testTimeout: 240_000 })

const HOST = 'bakery.localhost'
const SITE_ID = 'site_000000000000001'
const POSTERS = 3

test('no comment is lost or stored twice while a site moves', async ({ signal }) => {
  await using shards = await startTwoShards(3)
  const { siteHost, layout, home } = { ...shards, home: shards.layout.home }
  // Each comment comes from an address of its own, as WordPress takes one of each in 15 seconds.
  await using edge = await startEdge({ trustedProxies: ['127.0.0.1'] }, home)
  const [from, to] = shards.freshPlaces()
  const secrets = randomSecrets()
  const url = `http://${HOST}:${edge.port}`
  await siteHost.prepare(from, secrets, signal)
  await siteHost.claim(from, { siteId: SITE_ID, title: 'Bakery', adminEmail: 'a@example.com', url }, signal)
  const { loginKey, salt } = secrets
  await siteHost.prepare(to, { ...randomSecrets(), loginKey, salt }, signal)
  let epoch = 0
  const publish = async (place: typeof from, more: { onHold?: true } = {}) => {
    epoch += 1
    await edge.edge.publish({ kind: 'site', hostname: HOST, siteId: SITE_ID, place, epoch, ...more }, signal)
  }

  const answers: { text: string; status: number; place: 'before' | 'after' }[] = []
  let [sent, isMoved, isOver] = [0, false, false]
  const post = async () => {
    sent += 1
    const number = sent
    const place = isMoved ? 'after' : 'before'
    const text = `Comment number ${number} about bread`
    const body = new URLSearchParams({
      comment: text,
      author: `Visitor ${number}`,
      email: `visitor${number}@example.com`,
      comment_post_ID: '1',
      comment_parent: '0',
    }).toString()
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-forwarded-for': `10.0.${number >> 8}.${number & 255}`,
    }
    const answer = await visit({
      port: edge.port,
      host: HOST,
      path: '/wp-comments-post.php',
      method: 'POST',
      headers,
      body,
      timeoutMs: 60_000,
    })
    answers.push({ text, status: answer.status, place })
  }
  await publish(from)
  const posting = Array.from({ length: POSTERS }, async () => {
    while (!isOver) await post()
  })
  const answered = (place: 'before' | 'after', count: number) =>
    vi.waitFor(
      () => expect(answers.filter((answer) => answer.place === place).length).toBeGreaterThan(count),
      {
        timeout: 60_000,
      },
    )

  await answered('before', 5)
  await siteHost.copy(from, to, signal)
  await siteHost.copy(from, to, signal)
  await publish(from, { onHold: true })
  await siteHost.freeze(from, signal)
  await siteHost.copy(from, to, signal)
  await siteHost.compare(from, to, signal)
  await publish(to)
  isMoved = true
  await answered('after', 5)
  isOver = true
  await Promise.all(posting)

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([302]))
  expect((await readSiteConfiguration(layout.shard(to.shardId).slot(to.slot))).url).toBe(url)
  const stored = await withSiteDatabase({ layout }, to, signal, async (connection) => {
    const [rows] = await connection.query(
      "SELECT comment_content AS text FROM wp_comments WHERE comment_content LIKE 'Comment number%'",
    )
    return (rows as { text: string }[]).map(({ text }) => text)
  })
  expect(stored.sort()).toEqual(answers.map(({ text }) => text).sort())
})
