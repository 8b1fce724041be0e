import { expect, test } from 'vitest'
import { signIn, visits } from '../../dev/visits.ts'

const { visit } = visits()

test('what came of trying a model is gone once another is chosen', async () => {
  await using visited = await visit('/model')
  const { page } = visited
  await signIn(page)
  const failure = page.getByText('google/gemini-3-flash is not available')
  await page.getByRole('button', { name: 'Test it' }).click()
  await failure.waitFor()
  await page.getByLabel('Provider').selectOption({ label: 'None: the built-in interpreter' })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('main').getByText('built-in', { exact: true }).waitFor()
  expect(await failure.count()).toBe(0)
  expect(visited.complaints).toEqual([])
})
