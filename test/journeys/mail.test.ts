import { readFile } from 'node:fs/promises'
import { createSite, deleteSite, listMail, runWpCli, type Site, showMail } from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CONTROL_PLANE_SERVICE } from '../../packages/control-plane/src/drivers/local/machine.ts'
import { installedWordPressVersion } from '../../packages/control-plane/src/drivers/local/wordpress-files.ts'
import { runWpCli as runWpCliItself } from '../../packages/control-plane/src/drivers/local/wp-cli.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { startSmtp, type TestSmtp } from '../harness/smtp.ts'
import { arrived } from './owners-support.ts'

/** What sites send, from `wp_mail` to where it is read. One platform, first without and then with a mail server. */
let cloud: LocalCloud
let smtp: TestSmtp
let bakery: Site
let garden: Site

beforeAll(async () => {
  smtp = await startSmtp()
  cloud = await startLocalCloud()
  bakery = await made('Corner Bakery')
  garden = await made('Blue Garden')
}, 180_000)
afterAll(async () => {
  await cloud?.[Symbol.asyncDispose]()
  await smtp?.[Symbol.asyncDispose]()
})

async function made(title: string): Promise<Site> {
  const { site, operation } = await cloud.call(createSite, { title })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  return site
}

async function evaluate(site: Site, code: string): Promise<string> {
  return (await cloud.call(runWpCli, { site: site.siteId, args: ['eval', code] })).stdout
}

/** The slot that says it is the site's. */
async function slotOf({ shardId, siteId }: Site): Promise<number> {
  for (let slot = 1; slot <= 50; slot += 1) {
    const state = await readFile(cloud.layout.shard(shardId).slot(slot).state, 'utf8').catch(() => '')
    if (state.includes(siteId)) return slot
  }
  throw new Error(`No slot holds ${siteId}.`)
}

const arrives = (site: Site, subject: string) => arrived(cloud, site.siteId, subject)

test('mail in any language, with a page and a file, is shown as it was sent', async () => {
  const code = `
    file_put_contents(get_temp_dir() . "menu.txt", "bread");
    add_action("phpmailer_init", function ($mailer) { $mailer->AltBody = "Grüße aus der Bäckerei"; });
    var_export(wp_mail(["anna@example.com", "ben@example.com"], "Grüße 🍞 パン", "<h1>Grüße</h1>",
      ["Content-Type: text/html; charset=UTF-8", "From: Bäckerei <brot@example.com>", "Bcc: boss@example.com"],
      [get_temp_dir() . "menu.txt"]));`
  expect(await evaluate(bakery, code)).toBe('true')
  const mailId = await arrives(bakery, 'Grüße 🍞 パン')
  expect(await cloud.call(showMail, { mail: mailId })).toMatchObject({
    siteName: 'corner-bakery',
    from: 'brot@example.com',
    to: ['anna@example.com', 'ben@example.com', 'boss@example.com'],
    delivery: 'captured',
    html: expect.stringContaining('<h1>Grüße</h1>'),
    text: expect.stringContaining('Grüße aus der Bäckerei'),
    attachments: [{ filename: 'menu.txt', type: 'text/plain', sizeBytes: 5 }],
  })
})

test('mail that says it is another site’s is listed for the site that sent it', async () => {
  const headers = '["From: wordpress@blue-garden.localhost", "X-Site: blue-garden"]'
  await evaluate(bakery, `wp_mail("anna@example.com", "Borrowed plumes", "x", ${headers});`)
  await arrives(bakery, 'Borrowed plumes')
  expect((await cloud.call(listMail, { site: 'blue-garden' })).items).toEqual([])
})

test('a site cannot leave mail in another’s place', async () => {
  // Whole at once, as WordPress hands mail over: one that is seen while it is written is taken as it is.
  const code = (folder: string) => `
    $made = @file_put_contents("${folder}/tmp/forged", "Subject: Forged\\n\\nx");
    echo $made !== false && @rename("${folder}/tmp/forged", "${folder}/new/forged") ? "written" : "refused";`
  const slots = await Promise.all([slotOf(bakery), slotOf(garden)])
  const folders = slots.map((slot) => cloud.layout.shard(bakery.shardId).slot(slot).mail)
  const answers = await Promise.all(
    [bakery, garden].flatMap((site) => folders.map((folder) => evaluate(site, code(folder)))),
  )
  expect(answers.sort()).toEqual(['refused', 'refused', 'written', 'written'])
  for (const site of [bakery, garden]) {
    await arrives(site, 'Forged')
    const { items } = await cloud.call(listMail, { site: site.siteId })
    expect(items.filter(({ subject }) => subject === 'Forged')).toHaveLength(1)
  }
})

test('mail sent while the control plane is dead comes when it is back', async () => {
  await cloud.supervisor.stop(CONTROL_PLANE_SERVICE, AbortSignal.timeout(30_000))
  const place = { shardId: bakery.shardId, slot: await slotOf(bakery) }
  const wordpressVersion = await installedWordPressVersion(cloud.layout)
  const { exitCode } = await runWpCliItself(
    { layout: cloud.layout, place, wordpressVersion },
    {
      args: ['eval', 'exit(wp_mail("anna@example.com", "Nobody was there", "x") ? 0 : 1);'],
      signal: AbortSignal.timeout(30_000),
      onOutput: () => undefined,
    },
  )
  expect(exitCode).toBe(0)
  await cloud.up()
  const subjects = async () => (await cloud.call(listMail, {})).items.map(({ subject }) => subject)
  await expect.poll(subjects, { timeout: 20_000 }).toContain('Nobody was there')
})

test('with a mail server mail leaves, and what it refuses says why', async () => {
  await cloud.up({ AIPRESS_SMTP_URL: smtp.url })
  smtp.answers.set('gone@example.com', '550 5.1.1 no such mailbox')
  await evaluate(
    bakery,
    'wp_mail("anna@example.com", "Off you go", "x"); wp_mail("gone@example.com", "To nobody", "x");',
  )
  const [gone, refused] = [await arrives(bakery, 'Off you go'), await arrives(bakery, 'To nobody')]
  const deliveryOf = async (mail: string) => (await cloud.call(showMail, { mail })).delivery
  await expect.poll(() => deliveryOf(gone), { timeout: 20_000 }).toBe('relayed')
  await expect.poll(() => deliveryOf(refused), { timeout: 20_000 }).toBe('failed')
  expect(await cloud.call(showMail, { mail: refused })).toMatchObject({
    problem: expect.stringContaining('no such mailbox'),
  })
  expect(smtp.received).toMatchObject([
    { to: ['anna@example.com'], source: expect.stringContaining('Off you go') },
  ])
})

test('the control plane killed while it hands mail over sends it under the same name, if twice', async () => {
  let killed: Promise<void> | undefined
  smtp.received.length = 0
  smtp.onMail = () => {
    killed ??= cloud.killControlPlane()
  }
  await evaluate(bakery, 'wp_mail("anna@example.com", "Once or twice", "x");')
  await expect.poll(() => killed !== undefined, { timeout: 20_000 }).toBe(true)
  await killed
  const mailId = await arrives(bakery, 'Once or twice')
  // Either its record was made in time, or it waits a minute before it is sent again.
  expect(['relayed', 'waiting']).toContain((await cloud.call(showMail, { mail: mailId })).delivery)
  expect(smtp.received).toMatchObject([{ source: expect.stringMatching(/^message-id: /im) }])
})

test('mail of a site that is gone for good is gone', async () => {
  await cloud.up({ AIPRESS_DELETE_GRACE_HOURS: '0' })
  const { operation } = await cloud.call(deleteSite, { site: bakery.siteId })
  await cloud.settled(operation.operationId)
  await expect
    .poll(
      async () => (await cloud.call(listMail, {})).items.filter(({ siteId }) => siteId === bakery.siteId),
      {
        timeout: 60_000,
        interval: 500,
      },
    )
    .toEqual([])
})
