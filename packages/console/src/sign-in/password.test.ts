import { expect, test } from 'vitest'
import { DEV_PASSWORD } from '../../dev/routes.ts'
import { signIn, visits } from '../../dev/visits.ts'

const { visit } = visits()
const NEW_PASSWORD = 'two cups of tea'

test('a person changes their password and signs in with the new one', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await page.getByRole('button', { name: /account and theme/ }).click()
  await page.getByRole('link', { name: 'Your account' }).click()
  const current = page.getByLabel('Current password')
  await current.fill('not this one')
  await page.getByLabel('New password').fill(NEW_PASSWORD)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByRole('alert').getByText('The current password is wrong.').waitFor()
  await current.fill(DEV_PASSWORD)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Your password is changed').waitFor()
  await page.locator('main').getByRole('button', { name: 'Sign out', exact: true }).first().click()
  await page.getByLabel('E-mail address').fill('anna@example.com')
  await page.getByLabel('Password').fill(NEW_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Message').waitFor()
  expect(visited.complaints).toEqual([])
})

test('the API is explained in a tab of its own', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await page.getByRole('button', { name: /account and theme/ }).click()
  const link = page.getByRole('link', { name: 'API', exact: true })
  expect(await link.getAttribute('href')).toBe('/docs')
  expect(await link.getAttribute('target')).toBe('_blank')
})
