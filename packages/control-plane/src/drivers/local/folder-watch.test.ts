import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { watchFolders } from './folder-watch.ts'

test('a folder that is removed and made again between two polls is watched anew', async () => {
  const home = await mkdtemp(join(tmpdir(), 'aipress-watch-'))
  const folder = join(home, 'schedule')
  await mkdir(folder)
  const heard: string[] = []
  let polls = 0
  const list = async () => {
    polls += 1
    return [folder]
  }
  const stop = watchFolders(
    list,
    () => undefined,
    (which) => heard.push(which),
  )
  try {
    await expect.poll(() => heard.length, { interval: 20 }).toBe(1)
    await rm(folder, { recursive: true })
    await mkdir(folder)
    // Once as it is new, whatever the system told of its removal.
    await expect.poll(() => polls, { timeout: 15_000, interval: 50 }).toBe(2)
    await expect.poll(() => polls, { timeout: 15_000, interval: 50 }).toBe(3)
    heard.length = 0
    await writeFile(join(folder, 'due'), '1')
    await expect.poll(() => heard.length, { timeout: 3_000, interval: 20 }).toBeGreaterThan(0)
    expect(polls).toBe(3)
  } finally {
    stop()
    await rm(home, { recursive: true })
  }
}, 30_000)
