import { drainShard } from '@aipress/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CallContext, idsFrom } from '../actions/handler.ts'
import { transact } from '../kernel/database.ts'
import { DEDICATED, findShard } from '../shards/index.ts'
import { openTestDirectory, type TestDirectory } from '../sites/testing/test-directory.ts'
import { bulkMigrations } from './bulk-tables.ts'
import { drainHandlers } from './drain-actions.ts'

/** A full shard with one site, and a shard that is a gold site's own. */
let yard: TestDirectory
const SHARD = 'shard-1'
const SPEC = { slots: 1, sitesTarget: 1, region: 'local', tiers: ['bronze', 'silver', 'gold'] } as const

beforeAll(async () => {
  yard = await openTestDirectory(bulkMigrations)
  const shards = yard.shardsOf(1)
  await shards.addFor('op_1', SPEC, 1)
  await shards.markReady(SHARD, '8.4')
  const site = await yard.insert('corner-bakery')
  await transact(yard.directory, (tx) => shards.reserve(tx, site.siteId, { tier: 'bronze' }))
  const own = await shards.addFor('op_2', { ...DEDICATED, region: 'local' }, 1)
  await shards.markReady(String(own?.shardId), '8.4')
})
afterAll(() => yard?.[Symbol.asyncDispose]())
let asked: string[]
beforeEach(() => {
  asked = []
})

async function drain(limits: { shardsMax: number; shardNumbersMax: number }): Promise<unknown> {
  const [handler] = drainHandlers({
    ...limits,
    directory: yard.directory,
    plan: { ...SPEC, sitesMax: 1, countMax: 2, dedicatedMax: 8, regions: ['local'] },
    createShard: async ({ region }) => asked.push(region),
    workArrived: () => undefined,
  })
  const caller = { principal: 'user:a', door: 'cli', displayName: 'Anna' } as unknown as CallContext['caller']
  const context = { caller, idOf: idsFrom('a seed'), signal: AbortSignal.timeout(10_000) }
  return handler?.handle(
    drainShard.input.parse({ shard: SHARD, makeShards: true }),
    context as unknown as CallContext,
  )
}

const stateOf = async () => (await findShard(yard.directory, SHARD))?.state

test('where no number is left for a shard that is needed, it is said before anything is begun', async () => {
  await expect(drain({ shardsMax: 2, shardNumbersMax: 2 })).rejects.toMatchObject({
    code: 'shards_exhausted',
    hint: expect.stringContaining('Retire a shard'),
  })
  expect(asked).toEqual([])
  expect(await stateOf()).toBe('ready')
})

test('a shard that is a gold site’s own does not count against the limit of the others', async () => {
  await drain({ shardsMax: 2, shardNumbersMax: 3 })
  expect(asked).toEqual(['local'])
  expect(await stateOf()).toBe('draining')
})
