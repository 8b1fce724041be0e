import { cp, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { layoutOf } from './layout.ts'
import { installedWordPressVersion, installWordPressFiles } from './wordpress-files.ts'

const REPO_ROOT = fileURLToPath(new URL('../../../../..', import.meta.url))

async function openHome() {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-wp-'))
  await cp(join(REPO_ROOT, 'wordpress'), join(folder, 'repo/wordpress'), { recursive: true })
  return {
    repository: join(folder, 'repo'),
    layout: layoutOf(join(folder, 'home')),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

test('installing twice makes one release, readable by all and executable where it must be', async () => {
  await using open = await openHome()
  const { layout, repository } = open
  const releaseId = await installWordPressFiles(layout, repository)
  expect(await installWordPressFiles(layout, repository)).toBe(releaseId)

  expect((await readdir(join(layout.home, 'releases'))).sort()).toEqual([releaseId, 'current'].sort())
  expect(await readlink(layout.release('current'))).toBe(releaseId)
  expect(await readFile(layout.wordpress.configuration, 'utf8')).toContain('AIPRESS_SITE_CONFIG')
  const modeOf = async (name: string) =>
    ((await stat(layout.release(`current/${name}`))).mode & 0o777).toString(8)
  expect(await modeOf('bin/sendmail')).toBe('755')
  expect(await modeOf('mu-plugins/aipress.php')).toBe('644')
  expect(await modeOf('mu-plugins/aipress')).toBe('755')
})

test('a change becomes a new release, and only the one before is kept', async () => {
  await using open = await openHome()
  const { layout, repository } = open
  const ids: string[] = []
  for (const text of ['one', 'two', 'three', 'four']) {
    await writeFile(join(repository, 'wordpress/mu-plugins/extra.php'), `<?php // ${text}`)
    ids.push(await installWordPressFiles(layout, repository))
  }
  expect(new Set(ids).size).toBe(4)
  expect(await readFile(layout.release('current/mu-plugins/extra.php'), 'utf8')).toContain('four')
  expect((await readdir(join(layout.home, 'releases'))).length).toBe(3)
})

test('without WordPress the error says what to do', async () => {
  await using open = await openHome()
  await expect(installedWordPressVersion(open.layout)).rejects.toMatchObject({ hint: 'Run "npm run up".' })
})
