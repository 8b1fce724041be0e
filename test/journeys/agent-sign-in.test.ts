import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { listAudit, listPrograms } from '@aipress/contract'
import type { Client } from '@modelcontextprotocol/client'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Listening, listenOnPort } from '../../packages/control-plane/src/doors/listen.ts'
import { Agent } from '../harness/agent.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { browserOf, edgeUrl, joinOwner, type Owner, PASSWORD } from './owners-support.ts'

/**
 * An agent that was given nothing but the platform's address, with MCP's own client, and its person in a real
 * browser. The tests are one story, told in order.
 */
const CHROMIUM = '/usr/bin/chromium'

let cloud: LocalCloud
let anna: Owner
let browser: Browser
let page: Page
let listener: Listening
let agent: Agent
let client: Client
beforeAll(async () => {
  cloud = await startLocalCloud({ withConsole: true })
  anna = await joinOwner(cloud, 'anna@example.com')
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
  context.setDefaultTimeout(20_000)
  page = await context.newPage()
  listener = await listenOnPort({
    fetch: () => new Response('You may close this page.', { headers: { 'content-type': 'text/plain' } }),
  })
  agent = agentCalled('Bakery Agent')
}, 240_000)
afterAll(async () => {
  await client?.close()
  await browser?.close()
  await listener?.close()
  await cloud?.[Symbol.asyncDispose]()
})

/** It listens on its person's computer, as such agents do. */
const agentCalled = (name: string) =>
  new Agent(`${edgeUrl(cloud)}/mcp`, name, { redirectUrl: `${listener.address}/callback` })

async function sentBack(): Promise<URL> {
  await page.getByText('You may close this page.').waitFor()
  return new URL(page.url())
}

async function shot(name: string): Promise<void> {
  const folder = process.env.AIPRESS_SCREENSHOTS
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

test('the agent is refused and sends its person to a page that asks who they are first', async () => {
  const asks = await agent.begin()
  expect(asks.origin).toBe(edgeUrl(cloud))
  await page.goto(asks.href)
  await page.getByLabel('E-mail address').fill(anna.email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Allow “Bakery Agent” to act as you?' }).waitFor()
  await page.getByText('this computer').waitFor()
  await page.getByText('anna@example.com').waitFor()
  expect(await page.getByLabel('Look and operate').isChecked()).toBe(true)
  await shot('consent')
})

test('the page cannot be framed', async () => {
  const answer = await fetch(page.url())
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(answer.headers.get('x-frame-options')).toBe('DENY')
})

test('allowed, the agent works as that person, within what was chosen', async () => {
  await page.getByLabel('For how long').selectOption('90')
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  client = await agent.finish(await sentBack())
  const names = (await client.listTools()).tools.map(({ name }) => name)
  expect(names).toContain('sites_create')
  expect(names).not.toContain('sites_delete')
  expect(names).not.toContain('tokens_create')
  const created = await client.callTool({ name: 'sites_create', arguments: { title: 'Corner Bakery' } })
  expect(created.structuredContent).toMatchObject({ site: { name: 'corner-bakery' } })
  const { operation } = created.structuredContent as { operation: { operationId: string } }
  const done = await client.callTool({
    name: 'operations_watch',
    arguments: { operation: operation.operationId },
  })
  expect(done.structuredContent).toMatchObject({ state: 'succeeded' })
  const refused = await client.callTool({
    name: 'sites_delete',
    arguments: { site: 'corner-bakery', confirm: 'corner-bakery' },
  })
  expect(refused).toMatchObject({ isError: true, structuredContent: { error: { code: 'not_permitted' } } })
})

test('the log names the agent and its person', async () => {
  const { items } = await cloud.call(listAudit, { action: 'sites.create' })
  expect(items[0]).toMatchObject({ who: 'Bakery Agent for anna@example.com', door: 'mcp', result: 'ok' })
})

test('its person sees it in the console and disconnects it; its next call is refused', async () => {
  await page.goto(`${edgeUrl(cloud)}/tokens`)
  await page.getByRole('heading', { name: 'Connected programs' }).waitFor()
  await page.getByText('Bakery Agent').waitFor()
  await shot('connected-programs')
  await page.getByRole('button', { name: 'Disconnect Bakery Agent' }).click()
  await page.getByRole('button', { name: 'Disconnect program' }).click()
  await page.getByText('No programs are connected').waitFor()
  expect((await browserOf(cloud, anna.cookie).call(listPrograms, {})).items).toEqual([])
  await expect(client.listTools()).rejects.toThrow()
})

test('refused, the agent is told so and gets nothing', async () => {
  const other = agentCalled('Other Agent')
  await page.goto((await other.begin()).href)
  await page.getByRole('heading', { name: 'Allow “Other Agent” to act as you?' }).waitFor()
  await page.getByRole('button', { name: 'Refuse' }).click()
  const callback = await sentBack()
  expect(callback.searchParams.get('error')).toBe('access_denied')
  await expect(other.finish(callback)).rejects.toThrow()
})

test('the page on connecting and llms.txt name this very platform', async () => {
  await page.goto(`${edgeUrl(cloud)}/connect`)
  await page.getByText(`claude mcp add --transport http aipress ${edgeUrl(cloud)}/mcp`).waitFor()
  await shot('connect')
  const text = await (await fetch(`${edgeUrl(cloud)}/llms.txt`)).text()
  expect(text).toMatch(/^# AIPress\n/)
  expect(text).toContain(`${edgeUrl(cloud)}/mcp`)
  expect(text).toContain('`sites.create`')
})
