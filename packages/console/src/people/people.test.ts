import { expect, test } from 'vitest'
import { signIn, visits } from '../../dev/visits.ts'

const { visit } = visits()

test('a person gets another role, after seeing what it means', async () => {
  await using visited = await visit('/people')
  const { page, server } = visited
  await signIn(page)
  await page.getByRole('button', { name: 'Change the role of ben@example.com' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Role').selectOption('viewer')
  await dialog.getByRole('button', { name: 'Make viewer' }).click()
  await page.getByText('ben@example.com is viewer now').waitFor()
  expect(server.world.people.find(({ email }) => email === 'ben@example.com')?.role).toBe('viewer')
  expect(visited.complaints).toEqual([])
})

test('acting as a customer shows a banner on every page until it is stopped', async () => {
  await using visited = await visit('/people')
  const { page, server } = visited
  await signIn(page)
  await page.getByRole('button', { name: 'Act as ben@example.com' }).click()
  await page.getByRole('dialog').getByLabel('Why, for the audit log').fill('Ticket 4711')
  await page.getByRole('dialog').getByRole('button', { name: 'Act as them' }).click()
  const banner = page.getByRole('status').filter({ hasText: 'You act as' })
  await banner.getByText('ben@example.com').waitFor()
  await page.getByRole('link', { name: 'Sites', exact: true }).click()
  await banner.waitFor()
  expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0)
  await page.goto(`${server.url}/account`)
  await page.getByText('How ben@example.com signs in is theirs alone').waitFor()
  await page.goto(`${server.url}/tokens`)
  await page.getByText('Stop acting as them to see your own.').waitFor()
  expect(await page.getByText('not for your role').count()).toBe(0)
  await banner.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('link', { name: 'Audit' }).waitFor()
  expect(await banner.count()).toBe(0)
  expect(visited.complaints).toEqual([])
})

test('somebody who cannot get in is helped: a link for a new password, or their second factor removed', async () => {
  await using visited = await visit('/people')
  const { page } = visited
  await signIn(page)
  await page.getByRole('button', { name: 'New password for ben@example.com' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  await dialog.getByText(/reset-password\?token=/).waitFor()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'New password for ben@example.com' }).click()
  await dialog.getByRole('button', { name: 'remove their second factor' }).click()
  await dialog.getByLabel(/to confirm/).fill('ben@example.com')
  await dialog.getByRole('button', { name: 'Remove second factor' }).click()
  await page.getByText('ben@example.com signs in with the password alone now').waitFor()
  expect(visited.complaints).toEqual([])
})

test('a site is shared with somebody, and no longer', async () => {
  await using visited = await visit('/sites/harbour-books/settings')
  const { page } = visited
  await signIn(page)
  await page.getByRole('button', { name: 'Share this site' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail address').fill('contractor@example.com')
  await dialog.getByLabel('Role on this site').selectOption('viewer')
  await dialog.getByRole('button', { name: 'Share', exact: true }).click()
  await dialog.getByText('Invitation for contractor@example.com').waitFor()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByText('This site alone').waitFor()
  await page.getByRole('button', { name: 'Stop sharing with contractor@example.com' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click()
  await page.getByText(/is no longer shared with contractor@example.com/).waitFor()
  await expect.poll(() => page.getByText('This site alone').count()).toBe(0)
  expect(visited.complaints).toEqual([])
})

test('somebody is invited to the account that is chosen, and the answer names it', async () => {
  await using visited = await visit('/people')
  const { page, server } = visited
  server.world.accounts.push({
    accountId: 'acc_ben2',
    name: 'ben2',
    sites: 0,
    people: 0,
    createdAt: new Date().toISOString(),
  })
  await signIn(page)
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail address').fill('carl@example.com')
  await dialog.getByLabel('Role').selectOption('developer')
  expect(await dialog.getByRole('button', { name: 'Invite' }).isDisabled()).toBe(true)
  await expect
    .poll(() => dialog.getByLabel('Account').locator('option').allTextContents())
    .toEqual(['Choose one', `${server.world.accounts[0]?.name} (your own)`, 'ben2'])
  await dialog.getByLabel('Account').selectOption('ben2')
  await dialog.getByRole('button', { name: 'Invite' }).click()
  await dialog.getByText('carl@example.com is invited as developer of ben2.').waitFor()
  expect(visited.complaints).toEqual([])
})

test('inviting again keeps role and account, and says so before and after', async () => {
  await using visited = await visit('/people')
  const { page, server } = visited
  const jo = server.world.people.find(({ email }) => email === 'jo@example.com')
  if (jo !== undefined) jo.role = 'viewer'
  await signIn(page)
  await page.getByRole('button', { name: 'Invite again: jo@example.com' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/^Invited already, as viewer of .+\. They get a new link/).waitFor()
  expect(await dialog.getByLabel('Role').inputValue()).toBe('viewer')
  await dialog.getByRole('button', { name: 'Invite again' }).click()
  await dialog.getByText(/jo@example\.com was invited before and stays viewer of/).waitFor()
  expect(jo?.role).toBe('viewer')
  expect(visited.complaints).toEqual([])
})

test('who was invited for single sites is offered the account that they are of, and no new one', async () => {
  await using visited = await visit('/people')
  const { page, server } = visited
  const jo = server.world.people.find(({ email }) => email === 'jo@example.com')
  if (jo !== undefined) jo.role = 'guest'
  await signIn(page)
  await page.getByRole('button', { name: 'Invite again: jo@example.com' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/^Invited already, for single sites of/).waitFor()
  await dialog.getByLabel('Role').selectOption('owner')
  await expect.poll(() => dialog.getByLabel('Account').inputValue()).toBe(jo?.accountId)
  const options = await dialog.getByLabel('Account').locator('option').allTextContents()
  expect(options).not.toContain('A new one, named after them')
  expect(visited.complaints).toEqual([])
})

test('owners invite members of their account, with no role above their own', async () => {
  await using visited = await visit('/people')
  const { page, server } = visited
  const [anna] = server.world.people
  if (anna !== undefined) anna.role = 'owner'
  await signIn(page)
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const roles = page.getByRole('dialog').getByLabel('Role').locator('option')
  expect(await roles.evaluateAll((options) => options.map((option) => option.getAttribute('value')))).toEqual(
    ['owner', 'developer', 'billing', 'viewer'],
  )
  expect(await page.getByRole('dialog').getByLabel('Account').count()).toBe(0)
  expect(await page.getByRole('button', { name: /^Act as/ }).count()).toBe(0)
  expect(visited.complaints).toEqual([])
})

test('tokens that were made on the machine are seen and revoked by an administrator', async () => {
  await using visited = await visit('/tokens')
  const { page, server } = visited
  await signIn(page)
  await page.getByRole('heading', { name: 'Tokens of the machine' }).waitFor()
  await page.getByRole('button', { name: 'Revoke nightly backup' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('nightly backup')
  await dialog.getByRole('button', { name: 'Revoke token' }).click()
  await page.getByRole('heading', { name: 'Tokens of the machine' }).waitFor({ state: 'detached' })
  expect(server.world.machineTokens).toEqual([])
  expect(visited.complaints).toEqual([])
})

test('a token is made for some permissions and one site', async () => {
  await using visited = await visit('/tokens')
  const { page, server } = visited
  await signIn(page)
  await page.getByRole('button', { name: 'New token' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What it is for').fill('deploy')
  await dialog.getByLabel('It may').selectOption('chosen')
  await dialog.getByLabel('sites:operate').check()
  await dialog.getByLabel('On these sites alone').fill('harbour-books')
  await dialog.getByRole('button', { name: 'Create token' }).click()
  await dialog.getByText('Token “deploy”').waitFor()
  expect(server.world.tokens.find(({ name }) => name === 'deploy')).toMatchObject({
    scopes: ['sites:read', 'sites:operate'],
    sites: ['harbour-books'],
  })
  expect(visited.complaints).toEqual([])
})
