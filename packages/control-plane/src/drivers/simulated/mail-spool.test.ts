import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeMailSpool } from '../../platform/mail-spool.suite.ts'
import { openSimulatedCloud } from './cloud.ts'
import { leaveMail } from './mail-spool.ts'
import { makeSite, openTestWorld, type TestWorld } from './testing/test-world.ts'

const PLACE = { shardId: 'shard-001', slot: 1 }
const NEIGHBOUR = { shardId: 'shard-001', slot: 2 }
const mailOf = (subject: string) => ({ to: 'anna@example.com', subject, text: subject })

let shared: TestWorld

beforeAll(async () => {
  shared = openTestWorld()
  await makeSite(shared, PLACE, AbortSignal.timeout(10_000))
})
afterAll(() => shared?.[Symbol.dispose]())

describeMailSpool('simulated', async () => ({
  spool: shared.mailSpool,
  place: PLACE,
  async send(mail) {
    leaveMail(shared.world.inner, PLACE, mail)
    return true
  },
}))

test('a site that sends much keeps nobody else’s mail back, and loses its oldest', async ({ signal }) => {
  using opened = openTestWorld()
  await makeSite(opened, PLACE, signal)
  await makeSite(opened, NEIGHBOUR, signal, 'site_b')
  for (let count = 1; count <= 1_005; count += 1) leaveMail(opened.world.inner, PLACE, mailOf(`n${count}`))
  leaveMail(opened.world.inner, NEIGHBOUR, mailOf('theirs'))

  const dropped: string[] = []
  const mails = await opened.mailSpool.collect(signal, (what) => dropped.push(what))
  expect(dropped).toEqual(['dropped 5 mails that were too much of a site'])
  expect(mails.filter(({ slot }) => slot === NEIGHBOUR.slot)).toHaveLength(1)
  const own = mails.filter(({ slot }) => slot === PLACE.slot)
  expect(own).toHaveLength(60)
  expect(Buffer.from(own[0]?.raw ?? []).toString()).toContain('Subject: n6\r\n')
})

test('a control group collects the mail of its own shards', async ({ signal }) => {
  using opened = openTestWorld()
  await makeSite(opened, PLACE, signal)
  leaveMail(opened.world.inner, PLACE, mailOf('ours'))
  const other = openSimulatedCloud(opened.world, { controlGroup: 2 })
  expect(await other.mailSpool.collect(signal)).toEqual([])
  expect(await opened.mailSpool.collect(signal)).toHaveLength(1)
})

test('an emptied slot leaves no mail', async ({ signal }) => {
  using opened = openTestWorld()
  await makeSite(opened, PLACE, signal)
  leaveMail(opened.world.inner, PLACE, mailOf('secret'))
  await opened.siteHost.empty(PLACE, signal)
  expect(await opened.mailSpool.collect(signal)).toEqual([])
})
