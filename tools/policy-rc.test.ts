import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { withoutStartingDaemons } from './policy-rc.mjs'

async function openPolicy() {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-policy-'))
  const policy = join(folder, 'policy-rc.d')
  return { folder, policy, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

test('no daemon may start meanwhile, and the file is gone afterwards', async () => {
  await using open = await openPolicy()
  const { exitCode } = await withoutStartingDaemons(
    () => execa(open.policy, ['nginx', 'start'], { reject: false }),
    open.policy,
  )
  expect(exitCode).toBe(101)
  expect(await readdir(open.folder)).toEqual([])
})

test('a policy that was there comes back, also after a failure', async () => {
  await using open = await openPolicy()
  const theirs = '#!/bin/sh\nexit 0\n'
  await writeFile(open.policy, theirs)
  await chmod(open.policy, 0o755)
  const failing = withoutStartingDaemons(() => Promise.reject(new Error('apt failed')), open.policy)
  await expect(failing).rejects.toThrow('apt failed')

  expect(await readFile(open.policy, 'utf8')).toBe(theirs)
  expect(await readdir(open.folder)).toEqual(['policy-rc.d'])
})

test('what a killed run left behind is put right by the next', async () => {
  await using open = await openPolicy()
  const theirs = '#!/bin/sh\nexit 0\n'
  await writeFile(`${open.policy}.before-aipress`, theirs)
  await writeFile(
    open.policy,
    '#!/bin/sh\n# AIPress: no daemon starts while its packages are installed.\nexit 101\n',
  )
  await withoutStartingDaemons(async () => undefined, open.policy)

  expect(await readFile(open.policy, 'utf8')).toBe(theirs)
})
