import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { totpCode } from '../../packages/control-plane/src/accounts/totp.ts'
import { PASSWORD, type SignInPlatform, signInAt, startSignInPlatform } from '../harness/sign-in-platform.ts'

const CLIENT = { clientId: 'aipress', clientSecret: 'a secret of the client, long enough' }

let platform: SignInPlatform
const stack = new AsyncDisposableStack()
beforeAll(async () => {
  platform = stack.use(await startSignInPlatform({ oidc: startProvider }))
})
afterAll(() => stack.disposeAsync())

/** A certified provider; who types `unconfirmed…` at its sign-in has an address that it does not vouch for. */
async function startProvider(consoleUrl: string) {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stack.defer(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [`${consoleUrl}/auth/provider/callback`],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    cookies: { keys: ['for tests only'] },
    findAccount: (_context, email) => ({
      accountId: email,
      claims: async () => ({
        sub: email,
        email,
        email_verified: !email.startsWith('unconfirmed'),
        name: 'Named There',
      }),
    }),
  })
  server.on('request', provider.callback())
  return { ...CLIENT, issuer, name: 'Example Corp' }
}

async function throughProvider(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: 'Go on with Example Corp' }).click()
  await page.locator('input[name=login]').fill(email)
  await page.locator('input[name=password]').fill('anything')
  await page.locator('button[type=submit]').click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

const atAccount = (page: Page) => page.getByRole('heading', { name: 'Your account' }).waitFor()

test('who was invited gets in without a password, and that accepts the invitation', async () => {
  await platform.invite('erik@example.com')
  const { page } = await platform.open('/sign-in?next=/account')
  await throughProvider(page, 'erik@example.com')
  await atAccount(page)
  await page.getByText(/by your organisation/).waitFor()
  expect(await page.getByLabel('Current password').count()).toBe(0)
  expect(await platform.asMachine('people.list', {})).toMatchObject({
    items: [{ email: 'erik@example.com', active: true, name: 'Named There' }],
  })
  const again = await platform.open('/sign-in?next=/account')
  await throughProvider(again.page, 'erik@example.com')
  await atAccount(again.page)
})

test.each([
  ['whom nobody invited', 'stranger@example.com'],
  ['whose address the provider does not confirm', 'unconfirmed@example.com'],
])('one %s is told so and is not in', async (_who, email) => {
  if (email.startsWith('unconfirmed')) await platform.join(email)
  const { page, context } = await platform.open('/sign-in')
  await throughProvider(page, email)
  await page.getByText('Nobody has invited you to this platform with the address').waitFor()
  expect((await context.cookies()).filter(({ name }) => name.startsWith('aipress-session'))).toEqual([])
})

test('a second factor set up here is asked for all the same', async () => {
  await platform.join('fritz@example.com')
  const { page } = await platform.open('/sign-in?next=/account')
  await signInAt(page, 'fritz@example.com')
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Go on' }).click()
  const uri = await page.getByRole('link', { name: 'open it in the app' }).getAttribute('href')
  const secret = new URL(uri ?? '').searchParams.get('secret') ?? ''
  const step = Math.floor(Date.now() / 30_000)
  await page.getByLabel('Code that the app shows now').fill(totpCode(secret, step))
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.getByRole('button', { name: 'I have kept them' }).waitFor()

  const other = await platform.open('/sign-in?next=/account')
  await throughProvider(other.page, 'fritz@example.com')
  await other.page.getByRole('heading', { name: 'One more step' }).waitFor()
  await other.page.getByLabel('Code').fill(totpCode(secret, step + 1))
  await other.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await atAccount(other.page)
  await other.page.getByText(/by your organisation and code/).waitFor()
})

test('an answer is taken once, and only by the browser that asked', async () => {
  await platform.join('gina@example.com')
  const { page } = await platform.open('/sign-in?next=/account')
  const answers: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/auth/provider/callback')) answers.push(request.url())
  })
  await throughProvider(page, 'gina@example.com')
  await atAccount(page)
  expect(answers).toHaveLength(1)
  const other = await platform.open(String(answers[0]).slice(platform.url.length))
  await other.page.getByText('This sign-in took too long, or was begun in another browser.').waitFor()
})
