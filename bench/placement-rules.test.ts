import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { jump, LIMITS, leastLoaded, modulo, rendezvous } from './placement-models.ts'
import { figuresOf, placementTable } from './placement-rules.ts'

const shardsOf = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

test('the table in docs/placement.md is what the bench computes', () => {
  const page = readFileSync(new URL('../docs/placement.md', import.meta.url), 'utf8')
  expect(page).toContain(placementTable().join('\n'))
})

test('least loaded fills evenly to the cap, and refuses what is beyond it', () => {
  const figures = figuresOf(leastLoaded, { sites: 205, shards: 4 })
  expect(figures).toMatchObject({ max: LIMITS.cap, min: LIMITS.cap, shardsOver: 0, sitesWithoutPlace: 5 })
})

test('least loaded moves nothing to a new shard, and refills one that has become empty', () => {
  const placed = leastLoaded.place(40, shardsOf(4))
  expect(leastLoaded.replace(placed, shardsOf(5))).toEqual(placed)
  const without2 = leastLoaded.replace(placed, [1, 3, 4])
  expect(without2.filter((shard, site) => shard !== placed[site])).toHaveLength(10)
  expect(without2).not.toContain(2)
})

test.each([rendezvous, jump])('$name moves sites only to the shard that was added', (rule) => {
  const placed = rule.place(2_000, shardsOf(20))
  const after = rule.replace(placed, shardsOf(21))
  const movedTo = new Set(after.filter((shard, site) => shard !== placed[site]))
  expect([...movedTo]).toEqual([21])
})

test('rendezvous hashing moves only the sites of a removed shard', () => {
  const placed = rendezvous.place(2_000, shardsOf(20))
  const after = rendezvous.replace(
    placed,
    shardsOf(20).filter((shard) => shard !== 7),
  )
  for (const [site, shard] of placed.entries()) if (shard !== 7) expect(after[site]).toBe(shard)
})

test('the first design’s rule moves nearly everything when a shard is added', () => {
  expect(figuresOf(modulo, { sites: 2_000, shards: 20 }).movedWhenOneIsAdded).toBeGreaterThan(1_800)
})
