import {
  disconnectProgram,
  impersonatePerson,
  listAudit,
  removePerson,
  stopImpersonating,
} from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import {
  agentOf,
  authorizeUrl,
  browserOf,
  callAs,
  connect,
  mcp,
  ownPlatform,
  programOf,
  REGISTRATION,
  theirPlatform,
  type Who,
  withDatabase,
} from '../../../../test/harness/agents.ts'
import { emailOf, PASSWORD } from '../../../../test/harness/doors-platform.ts'
import { PersonBrowser } from '../../../../test/harness/person-browser.ts'
import { giveSiteRole } from '../accounts/index.ts'
import { totpCode } from '../accounts/totp.ts'

withDatabase()

describe('what a program may', () => {
  ownPlatform()

  const toolsOf = async (decision: object, who: Who = 'administrator') => {
    const { client } = await connect(who, decision)
    const { tools } = await client.listTools()
    return tools.map(({ name }) => name)
  }

  test('look only: nothing but reading is listed, and done', async () => {
    const { client } = await connect('administrator', { scope: 'read' })
    const { tools } = await client.listTools()
    expect(tools.length).toBeGreaterThan(3)
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true)
    const refused = await client.callTool({ name: 'accounts_create', arguments: { name: 'Mine' } })
    expect(refused).toMatchObject({ isError: true, structuredContent: { error: { code: 'not_permitted' } } })
  })

  test('operate: people are seen and not changed', async () => {
    const names = await toolsOf({ scope: 'operate' })
    expect(names).toContain('people_list')
    expect(names).not.toContain('people_remove')
  })

  test('everything: as the person’s role, without their sign-in', async () => {
    const names = await toolsOf({ scope: 'full' })
    expect(names).toContain('people_remove')
    expect(names.filter((name) => /^(tokens|programs)_/.test(name))).toEqual([])
    expect(await toolsOf({ scope: 'full' }, 'owner')).not.toContain('accounts_list')
  })

  test('is on sites that were shared with the person what both they and the program may', async () => {
    const { client } = await connect('owner', { scope: 'read' })
    const held = { personId: theirPlatform().personIds.owner, siteId: 'site_1', accountId: 'acc_1' }
    await theirPlatform()
      .database.transaction()
      .execute((tx) => giveSiteRole(tx, { ...held, role: 'developer', nowMs: Date.now() }))
    const me = await client.callTool({ name: 'me_show', arguments: {} })
    expect(me.structuredContent).toMatchObject({
      siteRoles: [
        {
          siteId: 'site_1',
          role: 'developer',
          permissions: ['sites:read', 'operations:read', 'billing:read'],
        },
      ],
    })
  })

  test('is never more than it asked for, whatever the page sent', async () => {
    const browser = await browserOf('administrator')
    const request = await browser.goTo(await authorizeUrl({ scope: 'read openid email' }))
    await browser.decide(request, { allow: true, scope: 'full', days: 1 })
    expect(await programOf('administrator', REGISTRATION.client_name)).toMatchObject({ scope: 'read' })
  })

  test('ends when the person goes', async () => {
    const { agent } = await connect('otherOwner')
    const token = agent.held?.access_token ?? ''
    expect((await mcp(token)).status).toBe(200)
    await callAs('administrator', removePerson, { person: emailOf('otherOwner') })
    expect((await mcp(token)).status).toBe(401)
  })

  test('ends when its time does, its tokens included', async () => {
    const { agent } = await connect('owner', { days: 1 })
    expect(agent.held?.expires_in).toBeLessThanOrEqual(3_600)
    theirPlatform().later(24 * 60 * 60 + 1)
    expect((await mcp(agent.held?.access_token ?? '')).status).toBe(401)
    expect(await programOf('owner', agent.name)).toBeUndefined()
  })
})

describe('its person', () => {
  ownPlatform()

  test('sees it with its last use, and disconnects it at once; nobody else does', async () => {
    const { agent } = await connect('owner')
    expect(await programOf('owner', agent.name)).toMatchObject({
      address: 'this computer',
      scope: 'full',
      lastUsedAt: expect.any(String),
    })
    expect(await programOf('otherOwner', agent.name)).toBeUndefined()
    const input = { program: agent.name }
    await expect(callAs('otherOwner', disconnectProgram, input)).rejects.toMatchObject({
      code: 'program_not_found',
    })
    expect(await callAs('owner', disconnectProgram, input)).toEqual({ disconnected: agent.name })
    expect((await mcp(agent.held?.access_token ?? '')).status).toBe(401)
  })

  test('finds in the audit log that they allowed it, and what it did, by its name', async () => {
    const { agent, client } = await connect('administrator')
    await client.callTool({ name: 'accounts_create', arguments: { name: 'By an agent' } })
    const { items } = (await callAs('administrator', listAudit)) as { items: Record<string, string>[] }
    expect(items.find(({ action }) => action === 'accounts.create')).toMatchObject({
      who: `${agent.name} for ${emailOf('administrator')}`,
      door: 'mcp',
      result: 'ok',
    })
    const allowed = items.find(({ action }) => action === 'programs.connect')
    expect(allowed).toMatchObject({ who: emailOf('administrator'), door: 'console' })
    expect(JSON.parse(allowed?.input ?? '{}')).toMatchObject({
      program: agent.name,
      scope: 'full',
      days: 30,
    })
  })
})

describe('deciding', () => {
  ownPlatform()

  test('needs the browser in which the program began, and its person', async () => {
    const browser = await browserOf('owner')
    const agent = agentOf()
    const request = await browser.goTo(await agent.begin())
    const question = `/oauth/consent/${request}/question`
    const other = await browserOf('otherOwner')
    expect((await other.get(question)).status).toBe(410)
    const stranger = new PersonBrowser(theirPlatform().url)
    expect((await stranger.get(question)).status).toBe(401)
    expect(await (await browser.get(question)).json()).toEqual({
      program: { name: agent.name, address: 'this computer' },
      email: emailOf('owner'),
      scope: 'full',
      days: 30,
    })
  })

  test('cannot be done by a page elsewhere, nor by a form', async () => {
    const browser = await browserOf('owner')
    const agent = agentOf()
    const request = await browser.goTo(await agent.begin())
    const path = `/oauth/consent/${request}/decision`
    const yes = { allow: true, scope: 'read', days: 1 }
    expect((await browser.post(path, yes, { origin: 'http://evil.example' })).status).toBe(403)
    expect((await browser.post(path, yes, { 'content-type': 'text/plain' })).status).toBe(400)
    expect(await programOf('owner', agent.name)).toBeUndefined()
  })

  test('is not for administrators while they act as somebody: the program would outlive it', async () => {
    const browser = await browserOf('administrator')
    const agent = agentOf()
    const request = await browser.goTo(await agent.begin())
    await browser.client.call(impersonatePerson, { person: emailOf('owner') })
    const yes = { allow: true, scope: 'read', days: 1 }
    for (const answer of [
      await browser.get(`/oauth/consent/${request}/question`),
      await browser.post(`/oauth/consent/${request}/decision`, yes),
    ]) {
      expect(answer.status).toBe(403)
      expect(await answer.text()).toContain('Not while you act as somebody else')
    }
    expect(await programOf('owner', agent.name)).toBeUndefined()
    await browser.client.call(stopImpersonating, {})
    await browser.decide(request, yes)
    expect(await programOf('administrator', agent.name)).toBeDefined()
  })

  test('is not reached by the password alone where a second factor is set up', async () => {
    const own = await browserOf('otherOwner')
    const answered = async (path: string, body: object, by = own) =>
      (await (await by.post(path, body)).json()) as Record<string, unknown>
    const { secret } = await answered('/auth/second-factor/begin', { password: PASSWORD })
    const code = totpCode(String(secret), Math.floor(Date.now() / 30_000))
    const { recoveryCodes } = await answered('/auth/second-factor/confirm', { code })

    const browser = await browserOf('otherOwner')
    const agent = agentOf()
    const request = await browser.goTo(await agent.begin())
    const path = `/oauth/consent/${request}`
    const yes = { allow: true, scope: 'full', days: 1 }
    expect((await browser.get(`${path}/question`)).status).toBe(401)
    expect((await browser.post(`${path}/decision`, yes)).status).toBe(401)
    expect(await programOf('otherOwner', agent.name)).toBeUndefined()

    const recoveryCode = (recoveryCodes as string[])[0]
    expect(await answered('/auth/sign-in/code', { code: recoveryCode }, browser)).toEqual({ signedIn: true })
    expect((await browser.get(`${path}/question`)).status).toBe(200)
    await (await agent.finish(await browser.decide(request, yes))).close()
    expect((await mcp(agent.held?.access_token ?? '')).status).toBe(200)
  })

  test('is for one request: two that wait in one browser are not taken for each other', async () => {
    const browser = await browserOf('owner')
    const [one, two] = [agentOf(), agentOf()]
    const first = await browser.goTo(await one.begin())
    const second = await browser.goTo(await two.begin())
    const nameIn = async (request: string) => {
      const answer = await browser.get(`/oauth/consent/${request}/question`)
      return ((await answer.json()) as { program: { name: string } }).program.name
    }
    expect([await nameIn(first), await nameIn(second)]).toEqual([one.name, two.name])
    const callback = await browser.decide(first, { allow: true, scope: 'read', days: 1 })
    await (await one.finish(callback)).close()
    expect(await programOf('owner', one.name)).toBeDefined()
    expect(await programOf('owner', two.name)).toBeUndefined()
  })

  test('names that would hide or turn the line are cleaned', async () => {
    const browser = await browserOf('owner')
    const name = `\u202eClaude\n\u200b  by ${'x'.repeat(200)}`
    const request = await browser.goTo(await agentOf(name).begin())
    const { program } = (await (await browser.get(`/oauth/consent/${request}/question`)).json()) as {
      program: { name: string }
    }
    expect(program.name).toMatch(/^Claude by x{70}$/)
  })
})
