import { chown, link, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Layout, layoutOf } from './layout.ts'
import { createLocalMailSpool } from './mail-spool.ts'
import { slotUser } from './slot-user.ts'

const SHARD = 'shard-001'
const signal = AbortSignal.timeout(120_000)
let layout: Layout

beforeEach(async () => {
  layout = layoutOf(await mkdtemp(join(tmpdir(), 'aipress-spool-')))
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
