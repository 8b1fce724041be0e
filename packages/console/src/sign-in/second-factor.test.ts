import { expect, test } from 'vitest'
import { signIn, type Visit, visits } from '../../dev/visits.ts'

const { visit } = visits()

/** Signed in by less than the platform demands, on the way to the people. */
async function ledToIt({ page, server }: Visit): Promise<void> {
  await signIn(page)
  await page.getByLabel('Message').waitFor()
  server.world.refusal = 'second_factor_needed'
  await page.goto(`${server.url}/people`)
  await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
}

test('whoever is led to a second factor, and signs in anew in full, gets to where they wanted', async () => {
  await using visited = await visit('/sign-in')
  const { page, server } = visited
  await ledToIt(visited)
  await page.context().clearCookies()
  await page.reload()
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  delete server.world.refusal
  await signIn(page)
  await page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/people')
  expect(visited.complaints).toEqual([])
})

test('whoever is in properly is not kept on that page', async () => {
  await using visited = await visit('/sign-in')
  const { page, server } = visited
  await ledToIt(visited)
  await page.reload()
  await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
  delete server.world.refusal
  await page.reload()
  await page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
  await page.goto(`${server.url}/second-factor`)
  await page.getByLabel('Message').waitFor()
  expect(visited.complaints).toEqual([])
})
