import {
  type Client,
  createAccount,
  createClient,
  createSite,
  giveAccess,
  listAccess,
  listSites,
  revokeAccess,
  showSite,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  CONSOLE_HOST,
  type SimulatedPlatform,
  startSimulatedPlatform,
} from '../../../../test/harness/simulated-platform.ts'
import { forgetAccessToGone } from './index.ts'

const BASE = `http://${CONSOLE_HOST}`
let platform: SimulatedPlatform

beforeAll(async () => {
  platform = await startSimulatedPlatform()
})
afterAll(() => platform?.[Symbol.asyncDispose]())

async function accepted(url: string): Promise<Client> {
  const answer = await platform.fetch(`${BASE}/auth/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: BASE },
    body: JSON.stringify({
      token: new URL(url).searchParams.get('token'),
      password: 'correct horse battery',
    }),
  })
  expect(answer.status).toBe(200)
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return createClient({ baseUrl: BASE, fetch: platform.fetch, headers: { cookie, origin: BASE } })
}

test('a contractor sees the site that was shared with them, and no longer when that ends', async () => {
  const { accountId } = await platform.call(createAccount, { name: 'Blue Agency' })
  const make = (title: string) =>
    vi.waitFor(() => platform.call(createSite, { title, account: accountId }), { timeout: 60_000 })
  const [{ site }, { site: other }] = [await make('Bakery'), await make('Cellar')]
  const email = 'ben@example.com'
  const given = await platform.call(giveAccess, { site: 'bakery', email, role: 'viewer' })
  const ben = await accepted(given.url ?? '')
  const seen = async () => (await ben.call(listSites, {})).items.map(({ name }) => name)
  expect(await seen()).toEqual(['bakery'])
  await expect(ben.call(showSite, { site: other.siteId })).rejects.toMatchObject({ code: 'site_not_found' })
  expect((await platform.call(listAccess, { site: 'bakery' })).items).toMatchObject([
    { email, role: 'viewer', on: 'site', active: true },
  ])

  // Whoever is here already gets no link: they need none, and it would let in whoever asks for it.
  expect(await platform.call(giveAccess, { site: 'cellar', email })).toEqual({
    siteName: 'cellar',
    email,
    role: 'developer',
  })
  expect(await seen()).toEqual(['bakery', 'cellar'])

  await platform.call(revokeAccess, { site: 'bakery', person: email })
  expect(await seen()).toEqual(['cellar'])
  await expect(ben.call(showSite, { site: site.siteId })).rejects.toMatchObject({ code: 'site_not_found' })
  await platform.call(revokeAccess, { site: 'cellar', person: email })
  await expect(ben.call(listSites, {})).rejects.toMatchObject({ code: 'not_permitted' })

  await platform.call(giveAccess, { site: 'cellar', email })
  const { database } = platform.core.front
  await database.updateTable('site_roles').set({ site_id: 'site_of_before' }).execute()
  expect(await forgetAccessToGone(platform.core.directory)).toBe(1)
  expect(await forgetAccessToGone(platform.core.directory)).toBe(0)
})
