import { expect, test } from 'vitest'
import { SEEN_WITHIN_MS, signIn, visits } from '../../dev/visits.ts'

const { visit } = visits()

test('what is on home stays there while the title of a site that newly fails is asked for', async () => {
  await using visited = await visit('/')
  const { page, server } = visited
  await signIn(page)
  const [first, second] = server.world.sites
  if (first === undefined || second === undefined) throw new Error('There are too few sites.')
  await page.getByText(`${first.title} failed in PHP`).waitFor()
  const heading = page.getByRole('heading', { name: 'Needs attention' })
  const before = await heading.elementHandle()

  // Errors are those of the first site; what it is called is not answered at once.
  server.world.sites.splice(0, 2, second, first)
  server.world.failures.set('sites.show', 2)
  await expect
    .poll(
      async () => {
        await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
        return page
          .getByRole('link', { name: new RegExp(`(${second.title}|${second.name}) failed in PHP`) })
          .count()
      },
      { timeout: SEEN_WITHIN_MS },
    )
    .toBe(1)
  await page.getByText(`${second.title} failed in PHP`).waitFor()
  expect(await before?.evaluate((element) => element.isConnected)).toBe(true)
})
