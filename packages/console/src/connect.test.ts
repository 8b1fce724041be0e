import { expect, test } from 'vitest'
import { signIn, visits } from '../dev/visits.ts'

const { visit } = visits()

test('how to connect the common agents, with this platform’s address and buttons to copy it', async () => {
  await using visited = await visit('/connect')
  const { page, server } = visited
  await signIn(page)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  for (const name of ['Claude Code', 'ChatGPT', 'Cursor', 'VS Code', 'Gemini CLI', 'curl and scripts']) {
    await page.getByRole('heading', { name }).waitFor()
  }
  await page.getByRole('button', { name: 'Copy the command' }).first().click()
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  expect(await copied()).toBe(`claude mcp add --transport http aipress ${server.url}/mcp`)
  await page.getByText('Read-only', { exact: true }).click()
  await page.getByText('give it a public address with https first').first().waitFor()
  await page.getByText(`aipress '${server.url}/mcp?mode=read-only'`).first().waitFor()
  await page.getByRole('button', { name: 'Copy the address' }).first().click()
  expect(await copied()).toBe(`${server.url}/mcp?mode=read-only`)
  expect(visited.complaints).toEqual([])
})

test('who is not signed in signs in first, and decides then; what they chose is what is sent', async () => {
  await using visited = await visit('/connect/approve?request=first', 390)
  const { page } = visited
  await signIn(page)
  await page.getByRole('heading', { name: 'Allow “Claude Code” to act as you?' }).waitFor()
  await page.getByLabel('Look only').check()
  await page.getByLabel('For how long').selectOption('1')
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await page.waitForURL((url) => url.search === '?allow=true&scope=read&days=1')
  expect(visited.complaints).toEqual([])
})

test('a request that is over, and one that was refused before, say so and show nothing of strangers', async () => {
  await using visited = await visit('/connect/approve?request=gone')
  const { page, server } = visited
  await signIn(page)
  await page.getByText('This request to connect is over.').waitFor()
  await page.goto(`${server.url}/connect/approve?problem=${encodeURIComponent('Call 555-0100 now')}`)
  await page.getByText('asked in a way that this platform does not take').waitFor()
  expect(await page.getByText('555').count()).toBe(0)
})

test('connected programs are listed beside the tokens and can be disconnected', async () => {
  await using visited = await visit('/tokens')
  const { page } = visited
  await signIn(page)
  await page.getByText('Look and operate').waitFor()
  await page.getByRole('button', { name: 'Disconnect Claude Code' }).click()
  await page.getByRole('button', { name: 'Disconnect program' }).click()
  await page.getByText('No programs are connected').waitFor()
  expect(visited.complaints).toEqual([])
})
