import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { SEEN_WITHIN_MS, signIn, visits } from '../dev/visits.ts'

const { visit } = visits()
const seen = <T>(read: () => T) => expect.poll(read, { timeout: SEEN_WITHIN_MS })

test('filters are in the address, and lead to the same lines again', async () => {
  await using visited = await visit('/audit?result=failed')
  const { page } = visited
  await signIn(page)
  const lines = page.locator('main summary')
  await lines.filter({ hasText: 'idempotency key reused' }).waitFor()
  expect(await lines.count()).toBe(1)
  await page.getByRole('button', { name: 'Any result' }).click()
  await seen(() => lines.count()).toBe(3)
  await page.getByLabel('Action', { exact: true }).selectOption('hostnames.add')
  await seen(() => lines.count()).toBe(1)
  await seen(() => new URL(page.url()).search).toBe('?action=hostnames.add')
  await page.getByLabel('From', { exact: true }).fill('2999-01-01')
  await page.getByText('No line matches').waitFor()
  await seen(() => new URL(page.url()).searchParams.get('from')).toBe('2999-01-01')
  await page.reload()
  await page.getByText('No line matches').waitFor()
  await page.getByRole('button', { name: 'Clear all filters' }).click()
  await seen(() => lines.count()).toBe(3)
  await page.getByLabel('Search the audit log').fill('cycling.example.org')
  await seen(() => lines.count()).toBe(1)
  await seen(() => new URL(page.url()).searchParams.get('text')).toBe('cycling.example.org')
  expect(visited.complaints).toEqual([])
})

test('the log is verified on the page, and what is wrong with it is told', async () => {
  await using visited = await visit('/audit')
  const { page, server } = visited
  await signIn(page)
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText('The audit log is intact.').waitFor()
  server.world.auditTampered = true
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText('The audit log is not intact.').waitFor()
  await page.getByText('Line 2 (aud_2) is not as it was written.').waitFor()
  expect(visited.complaints).toEqual([])
  server.world.failures.set('audit.verify', 1)
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByRole('alert').getByText('It failed on purpose.').waitFor()
})

test('what the filters pick is downloaded as a file', async () => {
  await using visited = await visit('/audit?action=hostnames.add')
  const { page } = visited
  await signIn(page)
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'JSON Lines' }).click()
  const text = await readFile(await (await downloading).path(), 'utf8')
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { action: string }).action),
  ).toEqual(['hostnames.add'])
  expect(visited.complaints).toEqual([])
})

test('a list that cannot be loaded says so and can be asked for again', async () => {
  await using visited = await visit('/audit')
  const { page, server } = visited
  server.world.failures.set('audit.list', 10)
  await signIn(page)
  await page.getByRole('alert').getByText('It failed on purpose.').waitFor()
  server.world.failures.delete('audit.list')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('main summary').filter({ hasText: 'hostname' }).first().waitFor()
})
