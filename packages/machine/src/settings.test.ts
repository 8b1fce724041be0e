import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { layoutOf } from '@aipress/control-plane/drivers/local/layout.ts'
import { expect, test } from 'vitest'
import { notesOn } from './notes.ts'
import { loadSettings, saveSettings } from './settings.ts'

async function openHome() {
  const home = await mkdtemp(join(tmpdir(), 'aipress-set-'))
  return { layout: layoutOf(home), [Symbol.asyncDispose]: () => rm(home, { recursive: true }) }
}

test('what was told once is known later, and can be changed and forgotten', async () => {
  await using open = await openHome()
  await saveSettings(
    open.layout,
    await loadSettings(open.layout, { AIPRESS_PORT: '9001', AIPRESS_DOMAIN: 'a.test' }),
  )
  const later = await loadSettings(open.layout, { AIPRESS_PORT: '9002', AIPRESS_DOMAIN: '' })

  expect(later.config).toMatchObject({ port: 9002, domain: 'localhost', home: open.layout.home })
})

test('secrets lie apart, for root alone', async () => {
  await using open = await openHome()
  const secrets = { AIPRESS_SMTP_URL: 'smtp://me:hush@mail.test:587', AIPRESS_MODEL_API_KEY: 'hush' }
  await saveSettings(open.layout, await loadSettings(open.layout, { ...secrets, AIPRESS_PORT: '9001' }))

  expect(await readFile(open.layout.settings, 'utf8')).not.toContain('hush')
  expect((await stat(open.layout.secretSettings)).mode & 0o777).toBe(0o600)
  expect((await loadSettings(open.layout, {})).environment).toMatchObject(secrets)
})

test('the shell of whoever runs it is not handed on', async () => {
  await using open = await openHome()
  const { environment } = await loadSettings(open.layout, {
    PATH: '/evil',
    AIPRESS_TOKEN: 'mine',
    NODE_OPTIONS: '-r x',
  })
  expect(environment).toEqual({ AIPRESS_HOME: open.layout.home })
})

test('a moved port and a model without its key are noted', async () => {
  await using open = await openHome()
  const notesFor = async (given: Record<string, string>) => notesOn(await loadSettings(open.layout, given))
  expect(await notesFor({ AIPRESS_PORT: '9001' })).toEqual([])
  await saveSettings(open.layout, await loadSettings(open.layout, {}))

  expect(await notesFor({})).toEqual([])
  expect(await notesFor({ AIPRESS_PORT: '9001' })).toEqual([
    expect.stringContaining('Moved from port 8080 to 9001'),
  ])
  const claude = { AIPRESS_MODEL: 'anthropic/claude' }
  expect(await notesFor(claude)).toEqual([
    expect.stringContaining('AIPRESS_MODEL_API_KEY or ANTHROPIC_API_KEY'),
  ])
  expect(await notesFor({ ...claude, ANTHROPIC_API_KEY: 'x' })).toEqual([])
  expect(await notesFor({ ...claude, AIPRESS_MODEL_API_KEY: 'x' })).toEqual([])
  expect(await notesFor({ AIPRESS_MODEL: 'google-vertex/g', GOOGLE_VERTEX_PROJECT: 'p' })).toEqual([])
  const elsewhere = { AIPRESS_MODEL: 'openai-compatible/q', AIPRESS_MODEL_URL: 'https://models.test/v1' }
  expect(await notesFor(elsewhere)).toHaveLength(1)
  expect(await notesFor({ ...elsewhere, AIPRESS_MODEL_URL: 'http://localhost:1/v1' })).toEqual([])
})

test('faults of tests are not kept', async () => {
  await using open = await openHome()
  const given = { AIPRESS_FAULTS_FOR_TESTS_ONLY: '/tmp/faults.json' }
  await saveSettings(open.layout, await loadSettings(open.layout, given))
  expect(await readFile(open.layout.settings, 'utf8')).toBe('{}\n')
})
