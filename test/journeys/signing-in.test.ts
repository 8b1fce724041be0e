import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { totpCode } from '../../packages/control-plane/src/accounts/totp.ts'
import { PASSWORD, type SignInPlatform, signInAt, startSignInPlatform } from '../harness/sign-in-platform.ts'

const NEW_PASSWORD = 'two cups of strong tea'

let platform: SignInPlatform
beforeAll(async () => {
  platform = await startSignInPlatform()
})
afterAll(() => platform?.[Symbol.asyncDispose]())

const atAccount = (page: Page) => page.getByRole('heading', { name: 'Your account' }).waitFor()

test('a lost password: the link is in the mailbox of administrators, and sets a new one', async () => {
  await platform.join('anna@example.com')
  await platform.join('ada@example.com', 'administrator')
  const anna = await platform.open('/sign-in?next=/account')
  await anna.page.getByRole('link', { name: 'Forgot password?' }).click()
  await anna.page.getByLabel('E-mail address').fill('anna@example.com')
  await anna.page.getByRole('button', { name: 'Send the link' }).click()
  await anna.page.getByRole('heading', { name: 'Look into your mail' }).waitFor()

  const ada = await platform.open('/sign-in?next=/mail')
  await signInAt(ada.page, 'ada@example.com')
  await ada.page.getByText('A new password for AIPress').first().click()
  const link = ada.page.getByText(/reset-password\?token=/).first()
  const [address = ''] = /http:\S+token=[\w-]+/.exec((await link.textContent()) ?? '') ?? []

  await anna.page.goto(address)
  expect(await anna.page.getByLabel('E-mail address').inputValue()).toBe('anna@example.com')
  await anna.page.getByLabel('New password').fill(NEW_PASSWORD)
  await anna.page.getByRole('button', { name: 'Set the password' }).click()
  await anna.page.getByRole('link', { name: 'Sign in with the new password' }).click()
  await signInAt(anna.page, 'anna@example.com', NEW_PASSWORD)
  await anna.page.getByRole('button', { name: /account and theme/ }).waitFor()
  await anna.page.goto(address)
  await anna.page.getByText('This link was used, has expired, or is not complete.').waitFor()
})

test('mail of the platform is for administrators with all their rights alone, and for no model', async () => {
  await platform.join('mia@example.com')
  await platform.accounts.forgottenPasswords.forgotten(
    { email: 'mia@example.com' },
    new Request('http://aipress.localhost/'),
  )
  const listed = async (caller: Parameters<typeof platform.actions.call>[2]) =>
    (
      (await platform.actions.call('mail.list', {}, caller)) as {
        items: { siteId: string; mailId: string }[]
      }
    ).items
  const machine = platform.accounts.machineCaller('rest')
  const [mail] = await listed(machine)
  expect(mail).toMatchObject({ siteId: 'platform', to: ['mia@example.com'], delivery: 'captured' })
  const others = [
    { ...machine, door: 'chat' as const },
    { ...machine, door: 'mcp' as const },
    { ...machine, readOnly: true },
    { ...machine, limits: { permissions: ['mail:read' as const] } },
    { ...machine, role: 'operator' as const },
    { ...machine, role: 'owner' as const },
  ]
  for (const caller of others) {
    expect(await listed(caller)).toEqual([])
    const shown = platform.actions.call('mail.show', { mail: mail?.mailId }, caller)
    await expect(shown).rejects.toMatchObject({ code: 'mail_not_found' })
  }
})

test('a person sees where they are signed in and signs another browser out', async () => {
  await platform.join('bob@example.com')
  const here = await platform.open('/sign-in?next=/account')
  await signInAt(here.page, 'bob@example.com')
  const there = await platform.open('/sign-in?next=/account')
  await signInAt(there.page, 'bob@example.com')
  await atAccount(there.page)
  await here.page.reload()
  await here.page.getByText('This browser', { exact: true }).waitFor()
  await here.page.getByRole('button', { name: 'Sign out Chrome on Linux' }).first().click()
  await here.page.getByText('Chrome on Linux is signed out').waitFor()
  await there.page.reload()
  await there.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await here.page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await here.page.reload()
  const everywhereElse = here.page.getByRole('button', { name: 'Sign out everywhere else' })
  await expect.poll(() => everywhereElse.getAttribute('title')).toBe('You are signed in nowhere else')
})

test('an app for codes is set up, asked for at signing in, and switched off', async () => {
  await platform.join('cleo@example.com')
  const { page } = await platform.open('/sign-in?next=/account')
  await signInAt(page, 'cleo@example.com')
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Go on' }).click()
  const uri = await page.getByRole('link', { name: 'open it in the app' }).getAttribute('href')
  const secret = new URL(uri ?? '').searchParams.get('secret') ?? ''
  await page.getByLabel('Code that the app shows now').fill('000000')
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.getByText('This code is wrong, was used already, or is too old.').waitFor()
  const step = Math.floor(Date.now() / 30_000)
  await page.getByLabel('Code that the app shows now').fill(totpCode(secret, step))
  await page.getByRole('button', { name: 'Switch on' }).click()
  const shown = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await shown.first().waitFor()
  const codes = await shown.allTextContents()
  expect(codes).toHaveLength(10)
  await page.getByRole('button', { name: 'I have kept them' }).click()

  const other = await platform.open('/sign-in?next=/account')
  await signInAt(other.page, 'cleo@example.com')
  await other.page.getByLabel('Code').fill(totpCode(secret, step))
  await other.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await other.page.getByText('This code is wrong, was used already, or is too old.').waitFor()
  await other.page.getByLabel('Code').fill(codes[0] ?? '')
  await other.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await atAccount(other.page)
  await other.page.getByText('9 recovery codes are left').waitFor()
  await other.page.getByRole('button', { name: 'Switch off' }).click()
  await other.page.getByLabel('Your password').fill(PASSWORD)
  await other.page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click()
  await other.page.getByText('No app is set up.').waitFor()
})

test('a passkey is added, signs in without a password, and no longer does when it is removed', async () => {
  await platform.join('dora@example.com')
  const { page, context } = await platform.open('/sign-in?next=/account')
  await withAuthenticator(context, page)
  await signInAt(page, 'dora@example.com')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name of the device').fill('My laptop')
  await page.getByLabel('Your password').fill('wrong')
  await page.getByRole('button', { name: 'Add passkey' }).click()
  await page.getByText('The current password is wrong.').waitFor()
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Add passkey' }).click()
  await page.getByText('“My laptop” is added').waitFor()
  await page.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).first().click()

  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('button', { name: /account and theme/ }).waitFor()
  await page.goto(`${platform.url}/account`)
  await page.getByText(/by passkey/).waitFor()
  await page.getByRole('button', { name: 'Remove the passkey My laptop' }).click()
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Remove passkey', exact: true }).click()
  await page.getByText('No passkeys yet').waitFor()
  await page.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).first().click()
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByText('This passkey is not known here').waitFor()
})

/** A device that says yes: Chromium's own, which keeps keys as a real one does. */
async function withAuthenticator(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}
