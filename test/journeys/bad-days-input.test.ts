import {
  AipressError,
  createClient,
  createSite,
  createToken,
  listSites,
  runWpCli,
  showSite,
} from '@aipress/contract'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { createRunning } from './bad-days-support.ts'

let cloud: LocalCloud
beforeAll(async () => {
  cloud = await startLocalCloud()
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const TWENTY_SITES_MS_MAX = 120_000

test('of two creations of one name at once through two doors, one wins and the other is told a free name', async () => {
  const { secret } = await cloud.call(createToken, { name: 'second door' })
  const rest = createClient({
    baseUrl: 'http://localhost',
    fetch: fetchOverSocket(cloud.layout.controlPlaneSocket),
    headers: { authorization: `Bearer ${secret}` },
  })
  const answers = await Promise.allSettled([
    cloud.call(createSite, { title: 'Twin' }),
    rest.call(createSite, { title: 'Twin' }),
  ])
  const [won] = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  const lost = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
  expect(lost).toMatchObject([{ code: 'site_name_taken', hint: expect.stringContaining('"twin-2"') }])
  expect(await cloud.settled(won?.operation.operationId ?? '')).toMatchObject({ state: 'succeeded' })
  const twins = (await cloud.call(listSites, { search: 'twin' })).items
  expect(twins).toMatchObject([{ siteId: won?.site.siteId, name: 'twin' }])
})

test(
  'twenty creations at once all succeed, though few slots are warm, and none shares a slot',
  async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => index + 1)
    const started = await Promise.all(
      numbers.map((number) => cloud.call(createSite, { title: `Crowd ${number}` })),
    )
    for (const { operation } of started) {
      expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
    }
    const folders = await Promise.all(
      started.map(async ({ site }) => {
        const { stdout } = await cloud.call(runWpCli, { site: site.siteId, args: ['eval', 'echo DB_NAME;'] })
        return stdout
      }),
    )
    expect(new Set(folders).size).toBe(20)
    for (const { site } of started) {
      const page = await cloud.fetchSite(new URL(site.url).hostname)
      expect(page).toMatchObject({
        status: 200,
        body: expect.stringContaining(`<title>${site.title}</title>`),
      })
    }
  },
  TWENTY_SITES_MS_MAX,
)

const TITLES = [
  ['Café Zürich', 'cafe-zurich'],
  ['パン屋さん', undefined],
  ['Бългaрска пекарна', undefined],
  ['مخبز الزاوية', undefined],
  ['빵집', undefined],
  ['🥐 Croissants 👩‍🍳', undefined],
  ['🥐', undefined],
  [`O’Brien’s "Best" & 'Only' <b>Bakery</b>`, undefined],
  ['<script>alert(1)</script>', undefined],
  ['--version', undefined],
  ["Robert'); DROP TABLE wp_posts;--", undefined],
  ['100 % of \\n $HOME `id`', undefined],
] as const

test('a title in any script, with emoji, quotes or HTML is shown as it was typed, and runs nothing', async () => {
  for (const [title, name] of TITLES) {
    const { site, hostname } = await createRunning(cloud, title)
    if (name !== undefined) expect(site.name).toBe(name)
    expect(site).toMatchObject({ title, name: expect.stringMatching(/^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/) })
    const page = await cloud.fetchSite(hostname)
    expect(page.status).toBe(200)
    const shown = /<title>(.*?)<\/title>/s.exec(page.body)?.[1] ?? ''
    expect(shown).not.toMatch(/[<>]/)
    expect(plain(decoded(shown))).toBe(plain(title))
    const { stdout } = await cloud.call(runWpCli, { site: site.siteId, args: ['option', 'get', 'blogname'] })
    expect(decoded(stdout.trimEnd())).toBe(title)
  }
}, 120_000)

test.each([
  ['', /title/],
  ['   \u200b ', /title/],
  ['x'.repeat(300), /120 characters/],
])('the title %j is refused with the reason', async (title, reason) => {
  await expect(cloud.call(createSite, { title })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(reason),
  })
})

test.each(['WWW', 'AIPress', 'Admin', 'Mail'])(
  '%s is reserved, and the refusal says what to do',
  async (title) => {
    await expect(cloud.call(createSite, { title })).rejects.toMatchObject({
      code: 'site_name_reserved',
      hint: expect.stringContaining('Choose another name'),
    })
  },
)

test('an unknown site is answered with the one that was meant', async () => {
  const error = await cloud.call(showSite, { site: 'cafe-zurch' }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AipressError)
  expect(error).toMatchObject({
    code: 'site_not_found',
    message: 'There is no site called "cafe-zurch".',
    hint: 'Did you mean Café Zürich (cafe-zurich)?',
  })
})

function decoded(html: string): string {
  return html
    .replace(/&#(x?)([0-9a-f]+);/gi, (_, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

/** WordPress sets typographic quotes and dashes, and doubles no space. */
function plain(text: string): string {
  return text
    .replace(/[‘’′']/g, "'")
    .replace(/[“”″"]/g, '"')
    .replace(/[–—]|--/g, '-')
}
