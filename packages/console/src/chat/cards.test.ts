import { expect, test } from 'vitest'
import { ask, signIn, visits } from '../../dev/visits.ts'

const { visit } = visits()

test('a card becomes true by itself after calls that failed', async () => {
  await using visited = await visit('/')
  const { page, server } = visited
  await signIn(page)
  // Each more often than a query tries by itself.
  for (const action of ['sites.show', 'operations.show', 'operations.watch']) {
    server.world.failures.set(action, 5)
  }
  await ask(page, 'Create a site called Corner Bakery')
  const log = page.getByRole('log')
  await log.getByText('Creating').waitFor()
  await log.getByText('Running').waitFor()
  const logIn = log.getByRole('button', { name: /Log in to wp-admin/ })
  expect(await logIn.getAttribute('aria-disabled')).toBeNull()
  await expect.poll(() => log.getByRole('progressbar').count()).toBe(0)
})

test('a card that became otherwise since says so, beside what was said with it', async () => {
  await using visited = await visit('/')
  const { page, server } = visited
  await signIn(page)
  await ask(page, 'show site cafe-zurich')
  const log = page.getByRole('log')
  await log.getByText('Café Zürich is running.').waitFor()
  const note = log.getByText(/^Changed since this was said:/)
  expect(await note.count()).toBe(0)
  const site = server.world.sites.find(({ name }) => name === 'cafe-zurich')
  Object.assign(site ?? {}, { state: 'deleted', tier: 'gold' })
  await page.reload()
  await log.getByText('Café Zürich is running.').waitFor()
  await note.waitFor()
  expect(await note.textContent()).toBe(
    'Changed since this was said: it is deleted now, it is a gold site now.',
  )
  expect(visited.complaints).toEqual([])
})

test('the list of sites in the chat has room for titles and addresses', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'list my sites')
  const list = page.getByRole('log').getByRole('list').first()
  await list.getByRole('link', { name: 'North Sea Cycling Club' }).waitFor()
  const cut = await list
    .locator('.truncate')
    .evaluateAll((all) =>
      all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent),
    )
  expect(cut).toEqual([])
  expect(visited.complaints).toEqual([])
})

test('beside the chat stand the newest sites, newest first', async () => {
  await using visited = await visit('/')
  const { page, server } = visited
  server.world.sites.sort((a, b) => a.name.localeCompare(b.name))
  await signIn(page)
  const links = page.getByRole('region', { name: 'Newest sites' }).getByRole('listitem')
  await links.first().waitFor()
  const titles = await links.locator('.font-medium').filter({ hasText: /\w{2}/ }).allTextContents()
  expect(titles.slice(0, 3)).toEqual(['Harbour Books', 'Café Zürich', 'North Sea Cycling Club'])
})

test('a question that is answered in words shows its decision at once', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'delete cafe-zurich')
  await page.getByRole('button', { name: 'Approve' }).waitFor()
  await ask(page, 'cafe-zurich')
  await page.getByRole('log').getByText('Approved', { exact: true }).waitFor()
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  expect(visited.complaints).toEqual([])
})

test('a log-in link is a button and can be copied; its secret is not spelt out', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await signIn(page)
  await ask(page, 'log me in to harbour-books')
  const log = page.getByRole('log')
  const link = log.getByRole('link', { name: 'Log in to wp-admin' })
  const address = await link.getAttribute('href')
  await log.getByRole('button', { name: 'Copy the log-in link' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address)
  const said = log.getByRole('link', { name: 'harbour-books.localhost' })
  await said.waitFor()
  expect(await said.textContent()).toMatch(/…$/)
  expect(await said.getAttribute('href')).toBe(address)
  expect(visited.complaints).toEqual([])
})

test('a notice on a card leads to the page, where the terminal would be told a command', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'put harbour-books on books.example.com')
  const note = page.getByRole('log').getByText(/^DNS does not lead books\.example\.com/)
  await note.waitFor()
  expect(await note.textContent()).not.toContain('aipress hostname')
  await note.getByRole('link', { name: 'Hostnames of harbour-books' }).click()
  await page.waitForURL('**/sites/harbour-books/hostnames')
})
