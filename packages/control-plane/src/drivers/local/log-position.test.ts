import { appendFile, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { logAfter } from './log-position.ts'

async function opened() {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-log-'))
  const path = join(folder, 'php.log')
  let position: string | undefined
  return {
    path,
    /** Everything since the last time, as its reader asks for it. */
    async rest() {
      const lines: string[] = []
      for (let turn = 0; turn < 20; turn += 1) {
        const chunk = await logAfter(path, position, AbortSignal.timeout(5_000))
        if (chunk.position === (position ?? '')) break
        lines.push(...chunk.lines)
        position = chunk.position
      }
      return lines
    },
    async rotate() {
      await rm(`${path}.1`, { force: true })
      await rename(path, `${path}.1`)
      await writeFile(path, '')
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

test('each whole line comes once', async () => {
  await using log = await opened()
  expect(await log.rest()).toEqual([])
  await writeFile(log.path, 'one\ntwo\nthr')
  expect(await log.rest()).toEqual(['one', 'two'])
  expect(await log.rest()).toEqual([])
  await appendFile(log.path, 'ee\n\nfour\n')
  expect(await log.rest()).toEqual(['three', '', 'four'])
})

test('nothing is lost or repeated where the log is put aside', async () => {
  await using log = await opened()
  await writeFile(log.path, 'one\n')
  expect(await log.rest()).toEqual(['one'])
  await appendFile(log.path, 'two\n')
  await log.rotate()
  await appendFile(log.path, 'three\n')
  expect(await log.rest()).toEqual(['two', 'three'])
  await log.rotate()
  await log.rotate()
  await appendFile(log.path, 'four\n')
  expect(await log.rest()).toEqual(['four'])
})

test('of a log that was put aside twice what is still there is read', async () => {
  await using log = await opened()
  await writeFile(log.path, 'one\n')
  await log.rest()
  await log.rotate()
  await appendFile(log.path, 'two\n')
  await log.rotate()
  await appendFile(log.path, 'three\n')
  expect(await log.rest()).toEqual(['two', 'three'])
})

test('a log that was emptied is read from its start', async () => {
  await using log = await opened()
  await writeFile(log.path, 'one\ntwo\n')
  await log.rest()
  await truncate(log.path)
  await appendFile(log.path, 'new\n')
  expect(await log.rest()).toEqual(['new'])
})

test('large logs come in pieces, and a line without end does not hold up the rest', async () => {
  await using log = await opened()
  const lines = Array.from({ length: 30_000 }, (_, index) => `line ${index} ${'x'.repeat(80)}`)
  await writeFile(log.path, `${lines.join('\n')}\n`)
  expect((await logAfter(log.path, undefined, AbortSignal.timeout(5_000))).lines.length).toBeLessThan(15_000)
  expect(await log.rest()).toEqual(lines)
  await appendFile(log.path, `${'y'.repeat(1_500_000)}\nlast\n`)
  expect((await log.rest()).at(-1)).toBe('last')
})

test('of a line that is too long its beginning and its end are handed on', async () => {
  await using log = await opened()
  await writeFile(log.path, `begun ${'x'.repeat(100_000)} in /a.php on line 7\nnext\n`)
  const [long = '', next] = await log.rest()
  expect([long.length, next]).toEqual([4_096, 'next'])
  expect(long).toMatch(/^begun x+…x+ in \/a\.php on line 7$/)
})

test('a link is no log', async () => {
  await using log = await opened()
  await symlink('/etc/passwd', log.path)
  expect(await log.rest()).toEqual([])
})
