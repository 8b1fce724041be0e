import {
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Layout, layoutOf } from './layout.ts'
import { createLocalMailSpool } from './mail-spool.ts'
import { slotUser } from './slot-user.ts'

/** Far above what the program behind `mail()` lets through. */
const FLOOD = 100_000
const SHARD = 'shard-001'
const signal = AbortSignal.timeout(120_000)
let layout: Layout
let nowMs = Date.now()

beforeEach(async () => {
  layout = layoutOf(await mkdtemp(join(tmpdir(), 'aipress-spool-')))
  await chmod(layout.home, 0o755)
  return () => rm(layout.home, { recursive: true })
})

/** The folder that the site of this slot owns and may fill as it likes. */
async function spoolFolder(slot: number): Promise<string> {
  const folder = join(layout.shard(SHARD).slot(slot).mail, 'new')
  const { uid, gid } = slotUser(layout.home, { shardId: SHARD, slot })
  await mkdir(folder, { recursive: true })
  await chown(folder, uid, gid)
  return folder
}

async function leave(slot: number, name: string, source = 'Subject: x\r\n\r\nHello'): Promise<void> {
  const path = join(await spoolFolder(slot), name)
  const { uid, gid } = slotUser(layout.home, { shardId: SHARD, slot })
  await writeFile(path, source)
  await chown(path, uid, gid)
}

describe('what a site may leave in its folder', () => {
  test('root enters no folder, so that none can be swapped for a link meanwhile', async () => {
    const folder = await spoolFolder(1)
    await mkdir(join(folder, 'deep/deeper'), { recursive: true })
    await writeFile(join(folder, 'deep/deeper/file'), 'stays')
    await leave(1, 'mail')
    const spool = createLocalMailSpool(layout)
    const [mail, ...others] = await spool.collect(signal)
    expect(others).toEqual([])
    expect(mail?.spoolId).toBe('shard-001/1/mail')
    for (const spoolId of ['x/deep', 'x/..', 'x/.', 'x/', 'x/deep/deeper/file']) {
      if (mail) await spool.remove({ ...mail, spoolId }, signal).catch(() => undefined)
    }
    expect(await readdir(folder, { recursive: true })).toEqual(
      expect.arrayContaining(['mail', 'deep', 'deep/deeper', 'deep/deeper/file']),
    )
  })

  test('links, pipes, second names and files of others are removed by name; what they stand for stays', async () => {
    const bait = join(layout.home, 'bait')
    await mkdir(bait)
    await writeFile(join(bait, 'key'), 'the seal key')
    const folder = await spoolFolder(1)
    await symlink(bait, join(folder, 'link-to-folder'))
    await symlink(join(bait, 'key'), join(folder, 'link-to-file'))
    await link(join(bait, 'key'), join(folder, 'second-name'))
    await writeFile(join(folder, 'of-root'), 'x')
    await execa('mkfifo', [join(folder, 'pipe')])
    expect(await createLocalMailSpool(layout).collect(signal)).toEqual([])
    expect(await readdir(folder)).toEqual([])
    expect(await readdir(bait)).toEqual(['key'])
  })

  test('what cannot be removed takes nobody’s turn', async () => {
    const folder = await spoolFolder(1)
    for (let count = 0; count < 300; count += 1) await mkdir(join(folder, `0${count}`))
    await leave(1, 'mine')
    await leave(2, 'theirs')
    const mails = await createLocalMailSpool(layout).collect(signal)
    expect(mails.map(({ spoolId }) => spoolId).sort()).toEqual(['shard-001/1/mine', 'shard-001/2/theirs'])
  })
})

describe('one site and the others', () => {
  test('a site that floods its folder costs a bounded turn, and the others’ mail comes in it', async () => {
    await flood(1)
    await leave(2, 'theirs')
    await leave(3, 'theirs')
    const spool = createLocalMailSpool(layout, () => nowMs)
    const dropped: string[] = []
    const startedAt = performance.now()
    const mails = await spool.collect(signal, (what) => dropped.push(what))
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(countBySlot(mails)).toEqual({ 1: 60, 2: 1, 3: 1 })
    expect(dropped).toEqual([expect.stringContaining('dropped 1000 files')])
    expect(await readdir(await spoolFolder(1))).toHaveLength(FLOOD - 1_000)
  })

  test('many sites that flood theirs keep nobody’s mail for more than a few turns', async () => {
    for (let slot = 1; slot <= 8; slot += 1) await flood(slot, 2_500)
    for (let slot = 40; slot <= 45; slot += 1) await leave(slot, 'theirs')
    const spool = createLocalMailSpool(layout, () => nowMs)
    const seen = new Set<number>()
    for (let turn = 0; turn < 3; turn += 1) {
      const mails = await spool.collect(signal)
      expect(mails.length).toBeLessThanOrEqual(100)
      for (const mail of mails) {
        seen.add(mail.slot)
        await spool.remove(mail, signal)
      }
    }
    expect([...seen].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 40, 41, 42, 43, 44, 45])
  })

  test('mail that stays because it cannot be stored, and large mail, leave each site its share', async () => {
    for (const slot of [1, 2, 3]) {
      for (const name of ['a', 'b']) {
        await leave(slot, name)
        await truncate(join(await spoolFolder(slot), name), 30 * 1024 * 1024)
      }
    }
    await leave(4, 'small')
    const spool = createLocalMailSpool(layout, () => nowMs)
    const seen = new Set<number>()
    for (let turn = 0; turn < 4; turn += 1) {
      const mails = await spool.collect(signal)
      const sizeBytes = mails.reduce((sum, { raw }) => sum + raw.byteLength, 0)
      expect(sizeBytes).toBeLessThanOrEqual(48 * 1024 * 1024)
      for (const mail of mails) seen.add(mail.slot)
    }
    expect(seen).toEqual(new Set([1, 2, 3, 4]))
  })

  test('of one site 60 come at once, the rest one a second, oldest first', async () => {
    for (let count = 100; count < 170; count += 1) await leaveAt(1, String(count), nowMs - 1_000_000 + count)
    const spool = createLocalMailSpool(layout, () => nowMs)
    const first = await spool.collect(signal)
    expect(first.map(({ spoolId }) => spoolId)).toEqual(names(100, 160))
    for (const mail of first) await spool.remove(mail, signal)
    expect(await spool.collect(signal)).toEqual([])
    nowMs += 5_000
    expect((await spool.collect(signal)).map(({ spoolId }) => spoolId)).toEqual(names(160, 165))
  })

  test('of more than 100 MB the oldest go', async () => {
    for (let count = 1; count <= 5; count += 1) {
      await leave(1, String(count))
      await truncate(join(await spoolFolder(1), String(count)), 25 * 1024 * 1024)
      await setTime(1, String(count), nowMs - 1_000_000 + count * 1_000)
    }
    await createLocalMailSpool(layout, () => nowMs).collect(signal)
    expect((await readdir(await spoolFolder(1))).sort()).toEqual(['2', '3', '4', '5'])
  })

  test('a time that cannot be true is that of the finding', async () => {
    await leaveAt(1, 'future', nowMs + 1e9)
    await leaveAt(1, 'past', 0)
    const mails = await createLocalMailSpool(layout, () => nowMs).collect(signal)
    expect(mails.map(({ receivedAt }) => receivedAt.getTime())).toEqual([nowMs, nowMs])
  })
})

/** Empty files, made by the site's own user. */
async function flood(slot: number, files = FLOOD): Promise<void> {
  const { uid, gid } = slotUser(layout.home, { shardId: SHARD, slot })
  const cwd = await spoolFolder(slot)
  for (let first = 0; first < files; first += 10_000) {
    const length = Math.min(10_000, files - first)
    const made = Array.from({ length }, (_, index) => String(first + index))
    await execa('touch', made, { cwd, uid, gid })
  }
}

async function leaveAt(slot: number, name: string, timeMs: number): Promise<void> {
  await leave(slot, name)
  await setTime(slot, name, timeMs)
}

async function setTime(slot: number, name: string, timeMs: number): Promise<void> {
  await utimes(join(await spoolFolder(slot), name), timeMs / 1_000, timeMs / 1_000)
}

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `${SHARD}/1/${from + index}`)

function countBySlot(mails: readonly { slot: number }[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { slot } of mails) counts[slot] = (counts[slot] ?? 0) + 1
  return counts
}
