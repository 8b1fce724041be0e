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
  expect(await log.getByRole('progressbar').count()).toBe(0)
})
