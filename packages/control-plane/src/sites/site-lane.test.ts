import type { Operation } from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transact } from '../kernel/database.ts'
import { holdIdle, holdStaying } from './site-lane.ts'
import { handOver } from './site-store.ts'
import { openTestDirectory, type TestDirectory } from './testing/test-directory.ts'

let opened: TestDirectory
/** What the lane of control group 1 says is at work. */
let busy: Operation | undefined
/** What happens while somebody waits for the lane. */
let meanwhile: () => Promise<void> = async () => undefined
beforeAll(async () => {
  opened = await openTestDirectory()
  for (const controlGroup of [1, 2]) {
    const shards = opened.shardsOf(controlGroup)
    const spec = { slots: 5, sitesTarget: 4, region: 'local', tiers: ['bronze'] } as const
    const shard = await shards.add(spec, 10)
    await shards.markReady(String(shard?.shardId), '8.2')
  }
})
afterAll(() => opened?.[Symbol.asyncDispose]())

const MOVE = { title: 'Move it', operationId: 'op_1' } as Operation

const under = (work: (...of: Parameters<typeof holdIdle>) => Promise<unknown>, siteId: string) => {
  const engine = {
    async holdLane() {
      await meanwhile()
      return busy
    },
  }
  return transact(opened.directory, (tx) =>
    work({ engine, directory: opened.directory, controlGroup: 1 }, tx, siteId),
  )
}

async function siteOn(shardId: string, name: string) {
  const siteId = `site_${name}`
  const wish = { tier: 'bronze', shardId } as const
  const { place } = await transact(opened.directory, (tx) => opened.shardsOf(1).reserve(tx, siteId, wish))
  return opened.insert(name, { siteId, place })
}

test('a site that nothing is at work on is answered as it is under the lane; one that is busy is not', async () => {
  busy = undefined
  const { siteId } = await siteOn('shard-1', 'quiet')
  expect(await under(holdIdle, siteId)).toMatchObject({ siteId, controlGroup: 1 })
  busy = MOVE
  await expect(under(holdIdle, siteId)).rejects.toMatchObject({ code: 'site_busy', retryable: true })
  await expect(under(holdIdle, 'site_none')).rejects.toMatchObject({ code: 'site_not_found' })
})

test('one may wait behind what goes on here, not behind a move to another control group', async () => {
  busy = MOVE
  const { siteId, place } = await siteOn('shard-1', 'leaving')
  await under(holdStaying, siteId)
  const arrival = { tier: 'bronze', shardId: 'shard-2' } as const
  const to = await transact(opened.directory, (tx) => opened.shardsOf(1).reserveArrival(tx, siteId, arrival))
  await expect(under(holdStaying, siteId)).rejects.toMatchObject({ code: 'site_busy' })
  // Where it has been switched but not handed over, too.
  await transact(opened.directory, (tx) => opened.shardsOf(1).arrive(tx, siteId, place, to.place))
  await expect(under(holdStaying, siteId)).rejects.toMatchObject({ code: 'site_busy' })
  // Once the move has ended, whoever it belongs to by now may begin something.
  busy = undefined
  await under(holdStaying, siteId)
})

test('a site that was handed over meanwhile is begun with by its new group alone', async () => {
  busy = undefined
  const { siteId, place } = await opened.insert('gone-over', { place: { shardId: 'shard-2', slot: 4 } })
  const give = (from: number, to: number) =>
    transact(opened.directory, (tx) => handOver(tx, { siteId, place, from, to }))
  for (const work of [holdIdle, holdStaying]) {
    meanwhile = () => give(1, 2)
    await expect(under(work, siteId)).rejects.toMatchObject({ code: 'site_moved', retryable: true })
    await give(2, 1)
  }
  meanwhile = async () => undefined
})

test('the statements are in Spanner’s dialect too', () => {
  expect(opened.statements.faults).toEqual([])
})
