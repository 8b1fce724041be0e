import { appendFile, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLogFile } from './log-file.ts'

async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-log-'))
  return {
    path: join(folder, 'access.log'),
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

test('the newest lines come from the file put aside as well', async () => {
  await using open = await openFolder()
  await writeFile(`${open.path}.1`, '1\n2\n3\n')
  await writeFile(open.path, '4\n5\n')
  await using file = openLogFile(open.path)
  expect(await file.tail(4)).toEqual(['2', '3', '4', '5'])
  expect(await file.tail(1)).toEqual(['5'])
  expect(await file.tail(9)).toEqual(['1', '2', '3', '4', '5'])
})

test('lines come once each when they are complete', async () => {
  await using open = await openFolder()
  await writeFile(open.path, 'old\n')
  await using file = openLogFile(open.path)
  await file.tail(5)
  await appendFile(open.path, 'a\nhal')
  expect(await file.next()).toEqual(['a'])
  expect(await file.next()).toEqual([])
  await appendFile(open.path, 'f\nb\n')
  expect(await file.next()).toEqual(['half', 'b'])
})

test('a file that is put aside is read to its end, then the new one', async () => {
  await using open = await openFolder()
  await writeFile(open.path, 'old\n')
  await using file = openLogFile(open.path)
  await file.tail(5)
  await appendFile(open.path, 'last\n')
  await rename(open.path, `${open.path}.1`)
  await writeFile(open.path, 'first\n')
  expect(await file.next()).toEqual(['last'])
  expect(await file.next()).toEqual(['first'])
})

test('an emptied file is read from its beginning', async () => {
  await using open = await openFolder()
  await writeFile(open.path, 'a long line\n')
  await using file = openLogFile(open.path)
  await file.tail(5)
  await truncate(open.path)
  expect(await file.next()).toEqual([])
  await appendFile(open.path, 'b\n')
  expect(await file.next()).toEqual(['b'])
})

test('a file that comes later is found, and a link is not followed', async () => {
  await using open = await openFolder()
  await using file = openLogFile(open.path)
  expect(await file.tail(5)).toEqual([])
  await writeFile(open.path, 'a\n')
  expect(await file.next()).toEqual(['a'])
  await symlink(open.path, join(open.folder, 'link'))
  await using link = openLogFile(join(open.folder, 'link'))
  expect(await link.tail(5)).toEqual([])
})

test('a huge file shows its end', async () => {
  await using open = await openFolder()
  const line = `${'x'.repeat(99)}\n`
  await writeFile(open.path, [line.repeat(30_000), 'end\n'])
  await using file = openLogFile(open.path)
  expect((await file.tail(2)).at(-1)).toBe('end')
})
