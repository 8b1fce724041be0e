import { expect, test } from 'vitest'
import { DEV_PASSWORD } from '../dev/routes.ts'
import { ask, SEEN_WITHIN_MS, signIn, visits } from '../dev/visits.ts'

const { visit } = visits()

test('signing in leads to the page that was asked for', async () => {
  await using visited = await visit('/sites?search=books')
  const { page } = visited
  await page.getByLabel('E-mail address').fill('anna@example.com')
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').getByText('E-mail address or password is wrong.').waitFor()
  await signIn(page)
  await page.getByRole('link', { name: 'Harbour Books' }).waitFor()
  expect(new URL(page.url()).search).toBe('?search=books')
  expect(await page.getByRole('link', { name: 'Café Zürich' }).count()).toBe(0)
  expect(visited.complaints).toEqual([])
})

test('a link to another site is not followed after signing in', async () => {
  await using visited = await visit('/sign-in?next=//elsewhere.example.com')
  await signIn(visited.page)
  await visited.page.getByLabel('Message').waitFor()
  expect(new URL(visited.page.url()).pathname).toBe('/')
})

test('the first administrator chooses a password and is in', async () => {
  await using visited = await visit('/welcome?token=first')
  const { page } = visited
  await page.getByLabel('Your name').fill('Anna')
  await page.getByLabel('E-mail address').fill('anna@example.com')
  await page.getByLabel('Password').fill(DEV_PASSWORD)
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByLabel('Message').waitFor()
  expect(visited.complaints).toEqual([])
})

test('who was invited to an account reads what they will be there', async () => {
  await using visited = await visit('/welcome?token=member')
  await visited.page.getByText('Your role in Blue Agency will be billing.').waitFor()
  expect(await visited.page.getByLabel('E-mail address').inputValue()).toBe('ben@example.com')
})

test('a sentence creates a site, whose card follows it until it runs', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'Create a site called Corner Bakery')
  const log = page.getByRole('log')
  await log.getByRole('progressbar', { name: 'Create Corner Bakery' }).waitFor()
  await log.getByText('Running').waitFor()
  await log.getByRole('link', { name: /^corner-bakery\.localhost/ }).waitFor()
  await log.getByRole('button', { name: /Log in to wp-admin/ }).waitFor()
  expect(await log.getByText('$2 a month').count()).toBe(1)
  expect(new URL(page.url()).pathname).toMatch(/^\/c\/conv_/)
  expect(visited.complaints).toEqual([])
})

test('a conversation is there again after a reload, and can be deleted', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'Is everything healthy?')
  await page.getByText('Everything is running').waitFor()
  await page.reload()
  await page.getByText('Everything is running').waitFor()
  await page.getByRole('button', { name: /Delete the conversation/ }).click()
  await page.getByRole('button', { name: 'Delete conversation' }).click()
  await page.getByText('What shall we publish?').waitFor()
  expect(visited.complaints).toEqual([])
})

test('a conversation that was deleted is gone for whoever goes back to it as well', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'Is everything healthy?')
  await page.getByText('Everything is running').waitFor()
  const { pathname } = new URL(page.url())
  await page.getByRole('link', { name: 'Sites', exact: true }).click()
  await page.getByRole('heading', { name: 'Sites', level: 1 }).waitFor()
  await page.getByRole('region', { name: 'Conversations' }).getByRole('link').first().click()
  await page.getByRole('button', { name: /Delete the conversation/ }).click()
  await page.getByRole('button', { name: 'Delete conversation' }).click()
  await page.getByText('What shall we publish?').waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: 'Sites', level: 1 }).waitFor()
  await page.goBack()
  await page.getByRole('link', { name: 'A new conversation' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(pathname)
  expect(await page.getByText('Everything is running').count()).toBe(0)
})

test('a conversation is renamed, shared and taken back, and found among many by what was said', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  for (const text of ['Is everything healthy?', 'hello marmalade', 'thanks', 'who am I', 'help'])
    await page.evaluate(async (said) => {
      const headers = { 'content-type': 'application/json' }
      await (await fetch('/chat', { method: 'POST', headers, body: JSON.stringify({ text: said }) })).text()
    }, text)
  await page.reload()
  await ask(page, 'Which sites do I have?')
  await page.getByRole('heading', { name: 'Which sites do I have?', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Rename (this conversation)' }).click()
  await page.getByLabel('Title').fill('Sites of the bakery')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('heading', { name: 'Sites of the bakery', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Share (this conversation)' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('link', { name: /Sites of the bakery.*\(shared\)/ }).waitFor()
  await page.getByRole('button', { name: /^Shared with your account/ }).click()
  await page
    .getByRole('dialog')
    .getByText(/\/c\/conv_/)
    .waitFor()
  await page.getByRole('button', { name: 'Stop sharing' }).click()
  await page.getByRole('button', { name: 'Share (this conversation)' }).waitFor()
  const list = page.getByRole('region', { name: 'Conversations' })
  await list.getByLabel('Search conversations').fill('marmalade')
  await list.getByRole('link', { name: 'hello marmalade' }).waitFor()
  await expect.poll(() => list.getByRole('link').count()).toBe(1)
  await list.getByLabel('Search conversations').fill('nowhere said')
  await list.getByText('No conversation says “nowhere said”.').waitFor()
  expect(visited.complaints).toEqual([])
})

test('the chat deletes nothing until its name is typed', async () => {
  await using visited = await visit('/')
  const { page, server } = visited
  await signIn(page)
  await ask(page, 'delete cafe-zurich')
  const approve = page.getByRole('button', { name: 'Approve' })
  expect(await approve.getAttribute('title')).toBe('Type cafe-zurich first')
  const field = page.getByLabel('Type cafe-zurich to approve')
  await field.fill('cafe')
  await field.press('Enter')
  expect(await approve.getAttribute('aria-disabled')).toBe('true')
  await field.fill('cafe-zurich')
  await approve.click()
  await page.getByRole('log').getByText('Approved', { exact: true }).waitFor()
  await expect
    .poll(() => server.world.sites.find(({ name }) => name === 'cafe-zurich')?.state, {
      timeout: SEEN_WITHIN_MS,
    })
    .toBe('deleted')
  expect(visited.complaints).toEqual([])
})

test('an answer that breaks off says so and can be asked for again', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'please fail')
  await page.getByRole('alert').getByText('The answer broke off.').waitFor()
  await page.getByRole('button', { name: 'Try again' }).waitFor()
})

test('a site is suspended, then deleted by typing its name, and brought back', async () => {
  await using visited = await visit('/sites/harbour-books/settings')
  const { page } = visited
  await signIn(page)
  await page.getByRole('button', { name: 'Suspend' }).click()
  await page.getByText('Harbour Books is suspended').waitFor()
  await page.getByRole('button', { name: 'Delete site' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Type harbour-books to confirm').fill('harbour-books')
  await dialog.getByRole('button', { name: 'Delete site' }).click()
  await page.getByText(/Harbour Books is deleted/).waitFor()
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await page.getByText('Harbour Books is back').waitFor()
  expect(visited.complaints).toEqual([])
})

test('the home page says how things are, and each thing leads to where it is looked after', async () => {
  await using visited = await visit('/', 1280, { shards: 5, sites: 60 })
  const { page, server } = visited
  const [, undone] = server.world.operations.toReversed()
  if (undone !== undefined) undone.createdAt = new Date().toISOString()
  await signIn(page)
  const counts = page.getByRole('region', { name: 'Sites by state' })
  const running = server.world.sites.filter(({ state }) => state === 'running').length
  await counts.getByRole('link', { name: `Running ${running}` }).waitFor()
  await page.getByText('shard-003 is degraded').waitFor()
  await page.getByText('Café Zürich is over a limit').waitFor()
  await page.getByText('cycling.example.org leads to another site already.').waitFor()
  await counts.getByRole('link', { name: /^Suspended/ }).click()
  await page.getByText(/sites? found$/).waitFor()
  expect(new URL(page.url()).search).toBe('?state=suspended')
  expect(visited.complaints).toEqual([])
})

test('a new account is shown its first steps', async () => {
  await using visited = await visit('/')
  const { page, server } = visited
  server.world.sites = []
  await signIn(page)
  await page.getByRole('heading', { name: 'First steps' }).waitFor()
  await page.getByRole('link', { name: 'New site' }).click()
  await page.getByRole('dialog', { name: 'New site' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Your first site is a sentence away').waitFor()
  expect(visited.complaints).toEqual([])
})

test('while the platform cannot be reached the pages go on showing what was so, and say it', async () => {
  await using visited = await visit('/operations')
  const { page, server } = visited
  await signIn(page)
  await page.getByText('Create Harbour Books').waitFor()
  server.world.refusal = 'platform_unavailable'
  await page.getByRole('link', { name: 'Mail' }).click()
  await page.getByText(/The platform cannot be reached\. What you see was so at/).waitFor()
  delete server.world.refusal
  await page.getByRole('link', { name: 'Operations', exact: true }).click()
  await page.getByText('Create Harbour Books').waitFor()
  await page.getByText(/The platform cannot be reached/).waitFor({ state: 'detached' })
})

test('a hostname without DNS does not become the primary one unless told, and the notice says so', async () => {
  await using visited = await visit('/sites/harbour-books/hostnames')
  const { page, server } = visited
  const added = (hostname: string) => () =>
    server.world.sites
      .find(({ name }) => name === 'harbour-books')
      ?.hostnames.find((each) => each.hostname === hostname)?.primary
  await signIn(page)
  await page.getByLabel('Hostname', { exact: true }).fill('shop.example.com')
  await page.getByRole('button', { name: 'Add hostname' }).click()
  await page.getByRole('status').getByText('DNS does not lead shop.example.com').waitFor()
  expect(added('shop.example.com')()).toBe(false)
  await page.getByLabel('Hostname', { exact: true }).fill('books.example.com')
  await page.getByLabel('Yes, at once').check()
  await page.getByRole('button', { name: 'Add hostname' }).click()
  await expect.poll(added('books.example.com'), { timeout: SEEN_WITHIN_MS }).toBe(true)
  expect(visited.complaints).toEqual([])
})

test('the chat shows the notice of an answer on its card', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'put harbour-books on shop.example.com')
  await page.getByRole('log').getByText('DNS does not lead shop.example.com').waitFor()
  expect(visited.complaints).toEqual([])
})

test('what a site has scheduled is shown with what failed, and runs when asked', async () => {
  await using visited = await visit('/sites/harbour-books/scheduled')
  const { page } = visited
  await signIn(page)
  await page.getByText('RuntimeException: No such list.').waitFor()
  await page.getByText('Failed 2 times').waitFor()
  await page.getByRole('button', { name: 'Run now: send_newsletter' }).click()
  await page.getByText('It ran').waitFor()
  await page.getByRole('button', { name: 'Run what is due' }).click()
  await page.getByText('Nothing was due').waitFor()
  expect(visited.complaints).toEqual([])
})

test('mail is read without anything in it running', async () => {
  await using visited = await visit('/mail')
  const { page, server } = visited
  const [mail] = server.world.mail
  if (mail !== undefined) mail.html = '<h1>Hello</h1><script>parent.document.title = "taken"</script>'
  await signIn(page)
  await page.getByRole('button', { name: /Password Reset/ }).click()
  await page.frameLocator('iframe[title=Mail]').getByText('Hello').waitFor()
  expect(await page.title()).toBe('Mail · AIPress')
})

test('a new site shows its address before it is made, and its name can be changed', async () => {
  await using visited = await visit('/sites')
  const { page, server } = visited
  await signIn(page)
  await page.getByRole('button', { name: 'New site' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Title').fill('パン屋 Zürich')
  await dialog.getByText(/^panwu-zurich\.localhost:\d+$/).waitFor()
  const name = dialog.getByLabel('Name', { exact: true })
  await name.fill('admin')
  await dialog.getByText(/reserved by the platform/).waitFor()
  await name.fill('bread')
  await dialog.getByText(/^bread\.localhost:\d+$/).waitFor()
  await dialog.getByRole('button', { name: 'Create site' }).click()
  await page.getByRole('heading', { name: 'パン屋 Zürich', exact: true }).waitFor()
  expect(server.world.sites[0]?.name).toBe('bread')
  expect(visited.complaints).toEqual([])
})

test('the audit says what was acted on, and long results stay clear of the time', async () => {
  await using visited = await visit('/audit')
  const { page } = visited
  await signIn(page)
  const line = page.locator('summary').filter({ hasText: 'Put a site on a hostname' })
  await line.getByText('North Sea Cycling Club').waitFor()
  await line.click()
  await page.getByText('"hostname": "cycling.example.org"').waitFor()
  const long = page.locator('summary').filter({ hasText: 'idempotency key reused' })
  for (const width of [390, 1024, 1280]) {
    await page.setViewportSize({ width, height: 860 })
    const badge = await long.getByText('idempotency key reused').boundingBox()
    const time = await long.locator('time').boundingBox()
    if (badge === null || time === null) throw new Error('The line is not shown.')
    const apart = badge.x + badge.width <= time.x || badge.y >= time.y + time.height
    expect(apart, `at ${width}`).toBe(true)
  }
  expect(visited.complaints).toEqual([])
})

test('everything is reached by keyboard: palette, theme, and the chat', async () => {
  await using visited = await visit('/status')
  const { page } = visited
  await signIn(page)
  await page.getByText('Everything is running').waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('cafe')
  await page.getByRole('option', { name: /Café Zürich/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Café Zürich' }).waitFor()
  await page.keyboard.press('/')
  await page.getByLabel('Message').waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('dark')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
  expect(visited.complaints).toEqual([])
})

test('on a phone the buttons of a site have words, and its tabs no scrollbar', async () => {
  await using visited = await visit('/sites/harbour-books', 390)
  const { page } = visited
  await signIn(page)
  const ask = page.getByRole('link', { name: 'Ask', exact: true })
  await ask.waitFor()
  expect((await ask.boundingBox())?.width).toBeGreaterThan(60)
  const tabs = page.getByRole('navigation', { name: 'Site', exact: true })
  expect(await tabs.evaluate((row) => row.scrollWidth > row.clientWidth)).toBe(true)
  expect(await tabs.evaluate((row) => getComputedStyle(row).scrollbarWidth)).toBe('none')
  expect(visited.complaints).toEqual([])
})
