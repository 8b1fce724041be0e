import { expect, test } from 'vitest'
import { ask, signIn, visits } from '../../dev/visits.ts'

const { visit } = visits()

test('a site’s page shows what it uses, and what follows where a limit is passed', async () => {
  await using visited = await visit('/sites/cafe-zurich')
  const { page } = visited
  await signIn(page)
  const section = page.locator('section', { has: page.getByRole('heading', { name: 'Usage' }) })
  await section.getByRole('meter', { name: 'Storage: 5.2 GB of 5.0 GB' }).waitFor()
  await section.getByText('WordPress takes no further uploads.').waitFor()
  await section.getByText('Visitors are served beyond 100 %, too.').waitFor()
  expect(await section.getByRole('meter').count()).toBe(3)
  const days = section.getByRole('list').getByRole('listitem')
  expect(await days.count()).toBe(30)
  expect(await days.last().textContent()).toMatch(/visits$/)
  await section.getByRole('button', { name: 'Bandwidth' }).click()
  expect(await days.last().textContent()).toMatch(/MB$/)
  expect(visited.complaints).toEqual([])
})

test('sites near a limit are marked in the list, the others are not', async () => {
  await using visited = await visit('/sites')
  const { page } = visited
  await signIn(page)
  const row = page.getByRole('row', { name: /Café Zürich/ })
  await row.getByText('Over storage').waitFor()
  expect(await row.getByTitle('104 % of storage, 83 % of visits').count()).toBe(1)
  expect(await page.getByText(/^Over /).count()).toBe(1)
})

test('the chat shows the same bars, of one site and of those over their limits', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'usage of harbour-books')
  const log = page.getByRole('log')
  await log.getByRole('meter', { name: /^Bandwidth: / }).waitFor()
  await ask(page, 'which sites are over their limits')
  await log.getByRole('meter', { name: 'Storage of Café Zürich: 5.2 GB of 5.0 GB' }).waitFor()
  expect(visited.complaints).toEqual([])
})
