import { ACTIONS, createToken, toolName } from '@aipress/contract'
import type { Client } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { joinOwner, mcpClient } from './owners-support.ts'

/** MCP as an outside agent uses it: the real client, through the edge. The tests are one story, told in order. */
let cloud: LocalCloud
let agent: Client
beforeAll(async () => {
  cloud = await startLocalCloud()
  agent = await mcpClient(cloud, (await cloud.call(createToken, { name: 'agent' })).secret)
})
afterAll(async () => {
  await agent?.close()
  await cloud?.[Symbol.asyncDispose]()
})

const call = (name: string, input: Record<string, unknown> = {}) =>
  agent.callTool({ name, arguments: input }) as Promise<{
    isError?: boolean
    structuredContent?: Record<string, never>
    content: unknown[]
  }>

test('an administrator’s agent is shown every action, an owner’s only theirs', async () => {
  const { tools } = await agent.listTools()
  expect(tools.map(({ name }) => name)).toEqual(ACTIONS.map(toolName))
  const owner = await mcpClient(cloud, (await joinOwner(cloud, 'anna@example.com')).token)
  const names = (await owner.listTools()).tools.map(({ name }) => name)
  expect(names).toContain('sites_create')
  expect(names).not.toContain('accounts_create')
  await owner.close()
})

test('it creates a site and follows the work to its end', async () => {
  const created = await call('sites_create', { title: 'Corner Bakery' })
  expect(created.structuredContent).toMatchObject({ site: { name: 'corner-bakery' } })
  const { operationId } = (created.structuredContent as unknown as { operation: { operationId: string } })
    .operation
  const done = await call('operations_watch', { operation: operationId })
  expect(done.structuredContent).toMatchObject({ state: 'succeeded' })
  expect((await cloud.fetchSite('corner-bakery.localhost')).status).toBe(200)
  expect((await call('sites_list')).structuredContent).toMatchObject({ items: [{ name: 'corner-bakery' }] })
})

test('it runs WP-CLI and gets output and exit code', async () => {
  const answer = await call('sites_wp', { site: 'corner-bakery', args: ['option', 'get', 'blogname'] })
  expect(answer.structuredContent).toEqual({ exitCode: 0, stdout: 'Corner Bakery\n', stderr: '' })
})

test('it deletes only what it names twice', async () => {
  for (const confirm of [undefined, 'yes', 'another-site']) {
    const refused = await call('sites_delete', { site: 'corner-bakery', ...(confirm && { confirm }) })
    expect(refused).toMatchObject({
      isError: true,
      structuredContent: { error: { code: 'confirmation_needed' } },
    })
  }
  expect((await cloud.fetchSite('corner-bakery.localhost')).status).toBe(200)
  const deleted = await call('sites_delete', { site: 'corner-bakery', confirm: 'corner-bakery' })
  const { operationId } = (deleted.structuredContent as unknown as { operation: { operationId: string } })
    .operation
  expect(await cloud.settled(operationId)).toMatchObject({ state: 'succeeded' })
  expect((await cloud.fetchSite('corner-bakery.localhost')).status).toBe(404)
})

test('its mistakes are answered with what to do', async () => {
  expect(await call('sites_show', { site: 'corner-bakry' })).toMatchObject({
    isError: true,
    structuredContent: { error: { code: 'site_not_found' } },
  })
  expect(await call('sites_create', { titel: 'x' })).toMatchObject({
    isError: true,
    structuredContent: { error: { code: 'invalid_input', hint: expect.stringContaining('title') } },
  })
  expect(await call('sites_explode')).toMatchObject({
    isError: true,
    structuredContent: { error: { code: 'action_not_found' } },
  })
})

test('without a valid token it does not get in', async () => {
  await expect(mcpClient(cloud, 'aip_nobody')).rejects.toThrow()
})
