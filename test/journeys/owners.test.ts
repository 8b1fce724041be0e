import {
  addHostname,
  createSite,
  createToken,
  deleteSite,
  listMail,
  listOperations,
  listSites,
  renameSite,
  type Site,
  showSite,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../../packages/cli/src/testing/run-cli.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { browserOf, edgeUrl, joinOwner, mailFrom, type Owner, siteOf } from './owners-support.ts'

/** Two customers on one platform, by console, command line and chat: neither meets anything of the other. */
let cloud: LocalCloud
let anna: Owner
let ben: Owner
let bakery: Site
beforeAll(async () => {
  cloud = await startLocalCloud()
  anna = await joinOwner(cloud, 'anna@example.com')
  ben = await joinOwner(cloud, 'ben@example.com')
  bakery = await siteOf(cloud, anna, 'Secret Bakery')
  await siteOf(cloud, ben, 'Open Garden')
  await mailFrom(anna, bakery, 'Secret recipe')
}, 180_000)
afterAll(() => cloud?.[Symbol.asyncDispose]())

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('the call succeeded'),
    (error: { code: string; message: string; hint?: string }) => error,
  )

test('each sees their own sites, operations and mail, and administrators see all', async () => {
  const names = async (client: Pick<Owner['client'], 'call'>) =>
    (await client.call(listSites, {})).items.map(({ name }) => name)
  expect([await names(anna.client), await names(ben.client)]).toEqual([['secret-bakery'], ['open-garden']])
  expect(await names(cloud)).toEqual(['open-garden', 'secret-bakery'])
  const operations = (await ben.client.call(listOperations, {})).items
  expect(new Set(operations.map(({ siteName }) => siteName))).toEqual(new Set(['open-garden']))
  expect((await ben.client.call(listMail, {})).items).toEqual([])
  expect((await anna.client.call(listMail, {})).items).toMatchObject([{ subject: 'Secret recipe' }])
})

test('a foreign site is refused in the very words of one that does not exist', async () => {
  const browser = browserOf(cloud, ben.cookie)
  const about = async (site: string) => {
    const { code, message, hint } = await refusal(browser.call(showSite, { site }))
    return { code, message: message.replaceAll(site, '…'), hint }
  }
  expect(await about('secret-bakery')).toEqual(await about('secret-nothing'))
  expect(await about(bakery.siteId)).toEqual(await about('site_000000000000000'))
  expect((await about('secret-baker')).hint).not.toContain('ecret')
})

test('the console’s cookie counts for its own page only', async () => {
  const remove = (headers: Record<string, string>) =>
    fetch(`${edgeUrl(cloud)}/v1/sites/secret-bakery`, {
      method: 'DELETE',
      headers: { cookie: anna.cookie, ...headers },
    })
  expect((await remove({ origin: cloud.urlOf('open-garden') })).status).toBe(403)
  expect((await remove({})).status).toBe(403)
  expect((await browserOf(cloud, anna.cookie).call(showSite, { site: 'secret-bakery' })).state).toBe(
    'running',
  )
  expect((await refusal(browserOf(cloud, ben.cookie).call(deleteSite, { site: 'secret-bakery' }))).code).toBe(
    'site_not_found',
  )
})

test('on the command line too, whatever the command', async () => {
  const variables = { AIPRESS_URL: edgeUrl(cloud), AIPRESS_TOKEN: ben.token }
  const aipress = (...words: string[]) => runCli(words, variables)
  expect(JSON.parse((await aipress('site', 'list', '--json')).stdout)).toMatchObject({
    items: [{ name: 'open-garden' }],
  })
  for (const words of [
    ['site', 'delete', 'secret-bakery', '--yes'],
    ['site', 'wp', 'secret-bakery', '--', 'option', 'get', 'blogname'],
    ['site', 'logs', bakery.siteId],
    ['mail', 'list', '--site', 'secret-bakery.localhost'],
  ]) {
    const { exitCode, stdout, stderr } = await aipress(...words)
    expect([words, exitCode, stdout]).toEqual([words, 4, ''])
    expect(stderr).not.toContain('Secret Bakery')
  }
})

test('the chat knows no other’s sites, however it is asked', async () => {
  for (const text of [
    'list my sites',
    'show secret-bakery',
    'delete secret-bakery',
    'show the logs of Secret Bakery',
    `suspend ${bakery.siteId}`,
    'show the mail',
    'list the accounts',
  ]) {
    const answer = await fetch(`${edgeUrl(cloud)}/chat`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ben.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    })
    expect(answer.status).toBe(200)
    const told = (await answer.text()).replaceAll(text, '')
    for (const hidden of ['Secret recipe', anna.email, 'secret-bakery.localhost', 'data-approval'])
      expect(told, text).not.toContain(hidden)
    if (!text.includes(bakery.siteId)) expect(told, text).not.toContain(bakery.siteId)
  }
  expect(await anna.client.call(showSite, { site: 'secret-bakery' })).toMatchObject({ state: 'running' })
})

test('a conversation is its person’s alone', async () => {
  const chat = (token: string, path = '', init: RequestInit = {}) =>
    fetch(`${edgeUrl(cloud)}/chat${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    })
  await (await chat(anna.token, '', { method: 'POST', body: '{"text":"list my sites"}' })).text()
  const { items } = (await (await chat(anna.token, '/conversations')).json()) as {
    items: { conversationId: string }[]
  }
  const [{ conversationId } = { conversationId: '' }] = items
  const statuses = async (token: string) => [
    (await chat(token, `/conversations/${conversationId}`)).status,
    (await chat(token, '', { method: 'POST', body: JSON.stringify({ conversationId, text: 'and?' }) }))
      .status,
    (await chat(token, `/conversations/${conversationId}`, { method: 'DELETE' })).status,
  ]
  expect(await statuses(ben.token)).toEqual([404, 404, 404])
  expect(await statuses(anna.token)).toEqual([200, 200, 200])
})

test('a taken name or hostname is taken for all; whose it is stays unsaid', async () => {
  const { operation } = await anna.client.call(addHostname, {
    site: 'secret-bakery',
    hostname: 'flour.example.com',
  })
  await cloud.settled(operation.operationId)
  const taken = [
    await refusal(ben.client.call(createSite, { title: 'Secret Bakery' })),
    await refusal(ben.client.call(renameSite, { site: 'open-garden', title: 'Secret Bakery' })),
    await refusal(ben.client.call(addHostname, { site: 'open-garden', hostname: 'flour.example.com' })),
  ]
  expect(taken.map(({ code }) => code)).toEqual(['site_name_taken', 'site_name_taken', 'hostname_taken'])
  for (const { message, hint } of taken) expect(`${message} ${hint}`).not.toMatch(/anna|site_|acc_/)
})

test('a name that a site was called before stays its own, and is refused as a taken name', async () => {
  const first = await ben.client.call(renameSite, { site: 'open-garden', title: 'Blue Garden' })
  expect(await cloud.settled(first.operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect((await refusal(anna.client.call(createSite, { title: 'Open Garden' }))).code).toBe('site_name_taken')
  const back = await ben.client.call(renameSite, { site: 'blue-garden', title: 'Open Garden' })
  expect(await cloud.settled(back.operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect((await cloud.fetchSite('blue-garden.localhost')).headers.location).toBe(
    `${cloud.urlOf('open-garden')}/`,
  )
})

test('a token ends with its person', async () => {
  const carol = await joinOwner(cloud, 'carol@example.com')
  const { secret } = await carol.client.call(createToken, { name: 'left behind' })
  expect(
    (await runCli(['person', 'remove', 'carol@example.com', '--yes'], { AIPRESS_HOME: cloud.home })).exitCode,
  ).toBe(0)
  const variables = { AIPRESS_URL: edgeUrl(cloud), AIPRESS_TOKEN: secret }
  expect((await runCli(['site', 'list'], variables)).exitCode).toBe(3)
  expect((await refusal(browserOf(cloud, carol.cookie).call(listSites, {}))).code).toBe('not_signed_in')
})

test('more renames at once than there are database connections all succeed', async () => {
  const titles = Array.from({ length: 24 }, (_, index) => `Crowd ${index}`)
  const made = await Promise.all(titles.map((title) => cloud.call(createSite, { title })))
  await Promise.all(made.map(({ operation }) => cloud.settled(operation.operationId)))
  const renames = await Promise.all(
    made.map(({ site }) => cloud.call(renameSite, { site: site.siteId, title: `${site.title} again` })),
  )
  const done = await Promise.all(renames.map(({ operation }) => cloud.settled(operation.operationId)))
  expect(new Set(done.map(({ state }) => state))).toEqual(new Set(['succeeded']))
  expect((await cloud.fetchSite('crowd-7-again.localhost')).body).toContain('Crowd 7 again')
}, 120_000)
