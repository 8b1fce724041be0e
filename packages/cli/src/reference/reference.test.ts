import { readFile } from 'node:fs/promises'
import { ACTIONS } from '@aipress/contract'
import { expect, test } from 'vitest'
import { renderPermissions } from './permissions.ts'
import { renderReference } from './reference.ts'
import { shapeText } from './shape-text.ts'

test('docs/cli.md is up to date (node packages/cli/src/reference/write.ts)', async () => {
  const written = await readFile(new URL('../../../../docs/cli.md', import.meta.url), 'utf8')
  expect(written).toBe(renderReference())
})

test('docs/permissions.md is up to date (node packages/cli/src/reference/write.ts)', async () => {
  const written = await readFile(new URL('../../../../docs/permissions.md', import.meta.url), 'utf8')
  expect(written).toBe(renderPermissions())
})

test.each(ACTIONS.map((action) => [action.name, action] as const))(
  'the JSON of %s can be told',
  (_, action) => {
    expect(shapeText(action.output)).not.toContain('unknown')
    if (action.events !== undefined) expect(shapeText(action.events)).not.toContain('unknown')
  },
)
