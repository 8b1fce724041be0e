import { readFile } from 'node:fs/promises'
import { createSite, listShards, type Site } from '@aipress/contract'
import { type LocalCloud, startLocalCloud } from '../test/harness/local-cloud.ts'
import { createByHand, openByHand } from './create-by-hand.ts'
import { type Figures, figuresOf, HEADING, row, timed } from './measure.ts'

const ONE_AFTER_ANOTHER = 50
const AT_ONCE = 10
const ROUNDS_AT_ONCE = 2
const BY_HAND = 10
const FIRST_PAGE_MS_MAX = 30_000
const POLL_MS = 5

/**
 * From the call of `sites.create` to the first 200 from the new site, beside the same done by hand with WP-CLI
 * on the same database server in the same run. By hand ends when WordPress is installed: no page is asked for,
 * no user, pool, route or log is made.
 */
export async function run(): Promise<void> {
  await using cloud = await startLocalCloud({
    withDurability: true,
    environment: { AIPRESS_WARM_SLOTS: '10' },
  })
  await warmSlots(cloud, 10)
  await createOne(cloud, 'Warm up')

  const one: number[] = []
  for (let number = 1; number <= ONE_AFTER_ANOTHER; number += 1)
    one.push(await createOne(cloud, `Bench ${number}`))

  const many: number[] = []
  for (let round = 1; round <= ROUNDS_AT_ONCE; round += 1) {
    await warmSlots(cloud, AT_ONCE)
    const titles = Array.from({ length: AT_ONCE }, (_, index) => `Round ${round} of ${index + 1}`)
    many.push(...(await Promise.all(titles.map((title) => createOne(cloud, title)))))
  }

  await using hand = await openByHand(cloud.layout)
  const byHand: number[] = []
  for (let number = 1; number <= BY_HAND; number += 1) {
    byHand.push((await timed(() => createByHand(hand, number))).durationMs)
  }
  print(
    { one: figuresOf(one), many: figuresOf(many), byHand: figuresOf(byHand) },
    await controlPlaneMemoryMb(cloud),
  )
}

function print({ one, many, byHand }: Record<'one' | 'many' | 'byHand', Figures>, memoryMb: number): void {
  const ratio = (value: number) => `${(byHand.p50 / value).toFixed(1)} times faster than by hand`
  const lines = [
    HEADING,
    row('AIPress, one after another: call to first 200', one),
    row(`AIPress, ${AT_ONCE} at a time: call to first 200`, many),
    row('WP-CLI by hand: copy, config, db, install', byHand),
    '',
    `One after another: ${ratio(one.p50)} at the median.`,
    `${AT_ONCE} at a time: ${ratio(many.p50)} at the median.`,
    `Control plane: ${memoryMb} MB of memory at the end.`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

async function createOne(cloud: LocalCloud, title: string): Promise<number> {
  const { durationMs } = await timed(async () => {
    const { site } = await cloud.call(createSite, { title })
    await firstPage(cloud, site)
  })
  return durationMs
}

async function firstPage(cloud: LocalCloud, site: Site): Promise<void> {
  const deadline = performance.now() + FIRST_PAGE_MS_MAX
  while (performance.now() < deadline) {
    if ((await cloud.fetchSite(`${site.name}.localhost`)).status === 200) return
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new Error(`${site.url} did not answer 200 within ${FIRST_PAGE_MS_MAX / 1000} s.`)
}

/** Each mode starts from the same state: the slots that the platform keeps ready are ready. */
async function warmSlots(cloud: LocalCloud, count: number): Promise<void> {
  for (let turn = 0; turn < 600; turn += 1) {
    const { items } = await cloud.call(listShards, {})
    if (items.reduce((sum, shard) => sum + shard.warmSlots, 0) >= count) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${count} slots were not prepared within a minute.`)
}

async function controlPlaneMemoryMb(cloud: LocalCloud): Promise<number> {
  const status = await cloud.supervisor.status('control-plane')
  const text = await readFile(`/proc/${status?.pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024)
}
