import { chmod, chown, link, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { beforeEach, expect, test } from 'vitest'
import { createLocalCronHost } from './cron-host.ts'
import { readDueFile } from './due-file.ts'
import { type Layout, layoutOf } from './layout.ts'
import { slotUser } from './slot-user.ts'

const place = { shardId: 'shard-001', slot: 1 }
const signal = AbortSignal.timeout(30_000)
let layout: Layout
let path: string
let uid: number

/** The folder that the site owns and may fill as it likes. */
beforeEach(async () => {
  layout = layoutOf(await mkdtemp(join(tmpdir(), 'aipress-due-')))
  await chmod(layout.home, 0o755)
  const slot = layout.shard(place.shardId).slot(place.slot)
  uid = slotUser(layout.home, place).uid
  path = slot.dueFile
  await mkdir(slot.schedule, { recursive: true })
  await chown(slot.schedule, uid, uid)
  return () => rm(layout.home, { recursive: true })
})

async function written(content: string): Promise<void> {
  await writeFile(path, content)
  await chown(path, uid, uid)
}

test('a time is read, and that there is none', async () => {
  await written('1800000000')
  expect(await readDueFile(path, uid)).toMatchObject({ kind: 'due', at: new Date(1_800_000_000_000) })
  await written('never')
  expect(await readDueFile(path, uid)).toMatchObject({ kind: 'never' })
})

test.each(['', ' 1', '-1', '1e3', '0x10', '12345678901', 'never ', '1\n', '\0', 'ten'])(
  'what is no time is not taken for one: %j',
  async (content) => {
    await written(content)
    expect(await readDueFile(path, uid)).toEqual({ kind: 'unreadable' })
  },
)

test('the control groups of a machine share its places, and each has one', () => {
  const alone = createLocalCronHost(layout).runsAtOnce
  expect(createLocalCronHost(layout, undefined, alone).runsAtOnce).toBe(1)
  expect(createLocalCronHost(layout, undefined, 10 * alone).runsAtOnce).toBe(1)
})

const HOSTILE: Record<string, () => Promise<unknown>> = {
  'a file of gigabytes': async () => {
    await written('1')
    await truncate(path, 50e9)
  },
  'a pipe that nobody writes to': async () => {
    await execa('mkfifo', [path])
    await chown(path, uid, uid)
  },
  'a link to a file of root': async () => {
    await writeFile(join(layout.home, 'key'), '1800000000')
    await symlink(join(layout.home, 'key'), path)
  },
  'a second name of a file of root': async () => {
    await writeFile(join(layout.home, 'key'), '1800000000')
    await link(join(layout.home, 'key'), path)
  },
  'a second name of a file of its own': async () => {
    await written('1800000000')
    await link(path, `${path}.too`)
  },
  'a folder': () => mkdir(path),
  'a device': async () => {
    await execa('mknod', [path, 'c', '1', '5'])
    await chown(path, uid, uid)
  },
  'nothing at all': async () => undefined,
}

test.each(Object.keys(HOSTILE))('%s is passed over, and holds nobody up', async (what) => {
  await HOSTILE[what]?.()
  const neighbour = layout.shard(place.shardId).slot(2)
  const theirs = slotUser(layout.home, { ...place, slot: 2 }).uid
  await mkdir(neighbour.schedule, { recursive: true })
  await writeFile(neighbour.dueFile, '1800000000')
  await chown(neighbour.dueFile, theirs, theirs)
  const notices: unknown[] = []
  await createLocalCronHost(layout).takeNotices(async (taken) => void notices.push(...taken), signal)
  expect(notices).toMatchObject([{ place: { ...place, slot: 2 }, dueAt: new Date(1_800_000_000_000) }])
})
