import jsQrModule from 'jsqr'
import type { BrowserContext, Locator, Page } from 'playwright-core'
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
  // The page before has a field of the same name.
  const send = anna.page.getByRole('button', { name: 'Send the link' })
  await send.waitFor()
  await anna.page.getByLabel('E-mail address').fill('anna@example.com')
  await send.click()
  await anna.page.getByRole('heading', { name: 'Look into your mail' }).waitFor()

  const ada = await platform.open('/sign-in?next=/mail')
  await signInAt(ada.page, 'ada@example.com')
  await ada.page.getByText('A new password for AIPress').first().click()
  const link = ada.page.getByText(/reset-password\?token=/).first()
  const [address = ''] = /http:\S+token=[\w-]+/.exec((await link.textContent()) ?? '') ?? []

  await anna.page.goto(address)
  expect(await anna.page.getByLabel('E-mail address').inputValue()).toBe('anna@example.com')
  await anna.page.getByLabel('New password').fill(NEW_PASSWORD)
  expect(await anna.page.getByLabel('Sign me out everywhere').isChecked()).toBe(true)
  await anna.page.getByRole('button', { name: 'Set the password' }).click()
  await anna.page.getByText('You are signed out everywhere.').waitFor()
  await anna.page.getByText('API tokens and connected programs go on working').waitFor()
  await anna.page.getByRole('link', { name: 'Look at them and end what you do not know' }).click()
  await signInAt(anna.page, 'anna@example.com', NEW_PASSWORD)
  await anna.page.getByRole('heading', { name: 'API tokens and programs' }).waitFor()
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
  const code = page.getByRole('img', { name: /QR code/ })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(colorScheme)
    expect(await seenByCamera(page, code), colorScheme).toBe(uri)
  }
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

test('where a second factor is required, an administrator without one is led to it and no further', async () => {
  await platform.join('ada2@example.com', 'administrator')
  const ada = await platform.open('/sign-in?next=/settings')
  await withAuthenticator(ada.context, ada.page)
  await signInAt(ada.page, 'ada2@example.com')
  await ada.page.getByRole('button', { name: 'Require it' }).click()
  await ada.page.getByText('You have no second factor yourself.').waitFor()
  await ada.page.goto(`${platform.url}/account`)
  await ada.page.getByRole('button', { name: 'Add a passkey' }).click()
  await ada.page.getByLabel('Name of the device').fill('Key')
  await ada.page.getByLabel('Your password').fill(PASSWORD)
  await ada.page.getByRole('button', { name: 'Add passkey' }).click()
  await ada.page.getByText('“Key” is added').waitFor()

  await platform.join('ben@example.com', 'administrator')
  const ben = await platform.open('/sign-in?next=/people')
  await signInAt(ben.page, 'ben@example.com')
  await ben.page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
  await ada.page.goto(`${platform.url}/settings`)
  await ada.page.getByRole('button', { name: 'Require it' }).click()
  await ada.page.getByText('A second factor is required now').waitFor()

  for (const path of ['/people', '/settings', '/']) {
    await ben.page.goto(platform.url + path)
    await ben.page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
  }
  await ben.page.goto(`${platform.url}/people`)
  await ben.page.getByRole('button', { name: 'Set up an app for codes' }).click()
  await ben.page.getByLabel('Your password').fill(PASSWORD)
  await ben.page.getByRole('button', { name: 'Go on' }).click()
  const secret = (await ben.page.locator('dialog code').textContent())?.replaceAll(' ', '') ?? ''
  const code = ben.page.getByLabel('Code that the app shows now')
  await code.fill(totpCode(secret, Math.floor(Date.now() / 30_000)))
  await ben.page.getByRole('button', { name: 'Switch on' }).click()
  await ben.page.getByRole('button', { name: 'I have kept them' }).click()
  await ben.page.getByRole('heading', { name: 'People', level: 1 }).waitFor()

  // With the password alone, who has a passkey is asked for it.
  const again = await ada.context.newPage()
  await ada.context.clearCookies()
  await withAuthenticator(ada.context, again)
  await again.goto(`${platform.url}/sign-in?next=/settings`)
  await signInAt(again, 'ada2@example.com')
  await again.getByRole('heading', { name: 'One more step' }).waitFor()
  await platform.asMachine('sign-in-rules.change', { secondFactor: 'optional' })
  await again.goto(`${platform.url}/settings`)
  await again.getByText('Optional', { exact: true }).waitFor()
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

/** What a telephone with a bad camera reads of the screen: it tells bright from dark and no more. */
async function seenByCamera(page: Page, code: Locator): Promise<string | undefined> {
  const box = await code.boundingBox()
  if (box === null) return undefined
  const clip = { x: box.x - 20, y: box.y - 20, width: box.width + 40, height: box.height + 40 }
  const png = (await page.screenshot({ clip })).toString('base64')
  const { pixels, width, height } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    if (canvas === null) throw new Error('There is no canvas.')
    canvas.drawImage(bitmap, 0, 0)
    const { data } = canvas.getImageData(0, 0, bitmap.width, bitmap.height)
    const pixels = [...data].map((value, index) => (index % 4 === 3 || value > 127 ? 255 : 0))
    return { pixels, width: bitmap.width, height: bitmap.height }
  }, png)
  const readCode = jsQrModule as unknown as typeof jsQrModule.default
  return readCode(new Uint8ClampedArray(pixels), width, height, { inversionAttempts: 'dontInvert' })?.data
}
