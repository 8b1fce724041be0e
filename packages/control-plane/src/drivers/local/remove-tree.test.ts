import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureFolder } from './owned-files.ts'
import { removeTree } from './remove-tree.ts'
import { uidOf } from './slot-user.ts'

let home: string
const ATTEMPTS = 20

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'aipress-remove-'))
  await chmod(home, 0o755)
})

afterAll(() => rm(home, { recursive: true, force: true }))

test('a link in the place of a folder leads nowhere, at whatever moment it is put there', async () => {
  const uid = uidOf(home, 1, 1)
  const foreign = join(home, 'foreign')
  await mkdir(foreign)
  for (const name of ['1', '2', '3']) await writeFile(join(foreign, name), 'precious')
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const own = join(home, `own-${attempt}`)
    for (const folder of [own, join(own, 'a')]) await ensureFolder(folder, { uid, gid: uid, mode: 0o700 })
    await symlink(foreign, join(own, 'b'))
    const swap = `my $end = time + 20; chdir $ARGV[0]; while (time < $end && -e '.') {
      rename 'a', 'c'; rename 'b', 'a'; rename 'a', 'b'; rename 'c', 'a'; mkdir 'a'; mkdir "a/$_" for 1 .. 3 }`
    const racer = execa('perl', ['-e', swap, own], { uid, gid: uid, cwd: '/', reject: false })
    // It creates faster than the first pass removes, and may win: it must only never lead elsewhere.
    for (let pass = 0; pass < 5; pass += 1) await removeTree(own).catch(() => undefined)
    racer.kill('SIGKILL')
    await racer
    await removeTree(own)
    expect((await readdir(foreign)).sort()).toEqual(['1', '2', '3'])
  }
}, 60_000)

test('a folder is never given away through a link', async () => {
  const precious = join(home, 'precious')
  await mkdir(precious, { mode: 0o700 })
  const link = join(home, 'link')
  await symlink(precious, link)
  const uid = uidOf(home, 1, 1)
  await expect(ensureFolder(link, { uid, gid: uid, mode: 0o777 })).rejects.toThrow(/ENOTDIR|ELOOP/)
  const found = await stat(precious)
  expect([found.uid, found.mode & 0o777]).toEqual([0, 0o700])
})
