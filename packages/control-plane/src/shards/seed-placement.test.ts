import { readFileSync } from 'node:fs'
import { AipressError } from '@aipress/contract'
import { expect, test } from 'vitest'
import { getControlPlaneForShard, getShardForTenant, planImport } from './seed-placement.ts'

/** A row is a tenant or shard id and Python's answers, one for each count; null where it raised. */
type Vector = readonly [id: string, answers: readonly (string | null)[]]

// Read rather than imported: Vite's JSON reader refuses the lone surrogates that JSON allows.
const vectors = JSON.parse(
  readFileSync(new URL('./testing/seed-placement.vectors.generated.json', import.meta.url), 'utf8'),
) as { numsShards: number[]; shardsPerControlPlane: number[]; tenants: Vector[]; shards: Vector[] }

function oursOrNull(work: () => string): string | null {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AipressError) || error.code !== 'invalid_input') throw error
    return null
  }
}

test.each(vectors.tenants)('the tenant %j is on the shards that Python says', (id, answers) => {
  expect(vectors.numsShards.map((count) => oursOrNull(() => getShardForTenant(id, count)))).toEqual(answers)
})

test.each(vectors.shards)('the shard %j is in the groups that Python says', (id, answers) => {
  const { shardsPerControlPlane: counts } = vectors
  expect(counts.map((count) => oursOrNull(() => getControlPlaneForShard(id, count)))).toEqual(answers)
})

test('a hundred shards make a group unless said otherwise', () => {
  expect(getControlPlaneForShard('aipress-shard-100')).toBe('control-plane-1')
  expect(getControlPlaneForShard('aipress-shard-101')).toBe('control-plane-2')
})

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
  '%s shards are refused with a hint',
  (count) => {
    const refused = expect.objectContaining({ code: 'invalid_input', hint: expect.any(String) })
    expect(() => getShardForTenant('tenant', count)).toThrow(refused)
    expect(() => getControlPlaneForShard('shard-1', count)).toThrow(refused)
    expect(() => planImport([], 20, count)).toThrow(refused)
  },
)

test('digits of another script are refused, though Python’s int() takes them', () => {
  expect(() => getControlPlaneForShard('shard-٣')).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})

test('an import names each tenant’s shard and the shards that hold too many', () => {
  const tenantIds = Array.from({ length: 1_000 }, (_, index) => `tenant-${index}`)
  const plan = planImport(tenantIds, 20)
  expect([...plan.shardOf.keys()]).toEqual(tenantIds)
  expect(plan.shardOf.get('tenant-7')).toBe(getShardForTenant('tenant-7', 20))
  expect(plan.overflows.length).toBeGreaterThan(0)
  for (const { shardId, tenantIds: on, tenantsOver } of plan.overflows) {
    expect(on).toEqual(tenantIds.filter((id) => plan.shardOf.get(id) === shardId))
    expect(tenantsOver).toBe(on.length - 50)
    expect(tenantsOver).toBeGreaterThan(0)
  }
  expect(plan.tenantsOver).toBe(plan.overflows.reduce((sum, shard) => sum + shard.tenantsOver, 0))
  const numbers = plan.overflows.map((shard) => Number(shard.shardId.slice('aipress-shard-'.length)))
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
})

test('an import within the cap has no overflow, and exactly the cap is within', () => {
  const tenantIds = Array.from({ length: 3 }, (_, index) => `tenant-${index}`)
  expect(planImport(tenantIds, 1, 3)).toMatchObject({ overflows: [], tenantsOver: 0 })
  expect(planImport(tenantIds, 1, 2)).toMatchObject({ overflows: [{ tenantIds }], tenantsOver: 1 })
})

test('a tenant named twice is refused', () => {
  expect(() => planImport(['a', 'b', 'a'], 20)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})
