import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { layoutOf } from './layout.ts'
import { slotUser } from './slot-user.ts'
import { sumInMedia } from './sum-in-media.ts'

const place = { shardId: 'shard-001', slot: 1 }
const signal = AbortSignal.timeout(30_000)

/** A shell in the place of the program that counts does what the site's other programs could do to it. */
async function sum(script: string, durationMsMax = 20_000) {
  const layout = layoutOf(await mkdtemp(join(tmpdir(), 'aipress-sum-')))
  await chmod(layout.home, 0o755)
  const { media } = layout.shard(place.shardId).slot(place.slot)
  const { uid, gid } = slotUser(layout.home, place)
  try {
    await mkdir(media, { recursive: true })
    await chown(media, uid, gid)
    return await sumInMedia({ layout, place, command: ['sh', '-c', script], signal }, durationMsMax)
  } finally {
    await rm(layout.home, { recursive: true })
  }
}

test('millions of lines are added up, and a last one that is not whole is left out', async () => {
  expect(await sum('seq 1 1000000; printf 5')).toEqual({
    sum: 500_000_500_000,
    isWhole: true,
    complaints: '',
  })
})

test.each(['STOP', 'KILL'])(
  'what was counted before the site sent SIG%s counts, and is not all',
  async (name) => {
    const began = performance.now()
    expect(await sum(`echo 5; echo 7; kill -${name} $$`, 1_000)).toMatchObject({ sum: 12, isWhole: false })
    expect(performance.now() - began).toBeLessThan(4_000)
  },
)

test('a program of the site that holds the pipe open keeps nobody waiting', async () => {
  const began = performance.now()
  expect(await sum('sleep 5 & echo 5')).toMatchObject({ sum: 5, isWhole: true })
  expect(performance.now() - began).toBeLessThan(4_000)
})

test('a number without end is one number, and complaints without end are cut', async () => {
  expect(await sum(`head -c 50000000 /dev/zero | tr '\\0' 9; echo`)).toMatchObject({
    sum: Number.MAX_SAFE_INTEGER,
  })
  const { complaints, isWhole } = await sum('seq 1 1000000 >&2; exit 1')
  expect(complaints.length).toBeLessThan(300_000)
  expect(isWhole).toBe(false)
})
