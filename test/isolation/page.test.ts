import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ATTACKS } from './attacks.ts'
import { renderPage } from './page.ts'

test('docs/isolation.md is up to date (node test/isolation/write.ts)', async () => {
  const written = await readFile(join(import.meta.dirname, '../../docs/isolation.md'), 'utf8')
  expect(written).toBe(renderPage())
})

test('each plugin is of one attack, and each attack has one', async () => {
  const plugins = await readdir(join(import.meta.dirname, 'plugins'))
  expect(plugins.sort()).toEqual(ATTACKS.map(({ name }) => `${name}.php`).sort())
})
