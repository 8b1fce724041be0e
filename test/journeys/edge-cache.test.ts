import { mkdir, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import {
  createSite,
  listOperations,
  loginToSite,
  purgeCache,
  renameSite,
  runWpCli,
  type Site,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readSiteConfiguration } from '../../packages/control-plane/src/drivers/local/site-configuration.ts'
import type { Visit, VisitAnswer } from '../harness/http.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

/** WordPress itself, with the theme that comes with it. */
let cloud: LocalCloud
let site: Site
beforeAll(async () => {
  cloud = await startLocalCloud({ environment: { AIPRESS_WARM_SLOTS: '1' } })
  const made = await cloud.call(createSite, { title: 'Corner Bakery' })
  await cloud.settled(made.operation.operationId)
  site = made.site
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const HOST = 'corner-bakery.localhost'
const get = (path = '/', more: Partial<Visit> = {}) => cloud.fetchSite(HOST, path, more)
const stateOf = async (path = '/', more: Partial<Visit> = {}) =>
  String((await get(path, more)).headers['x-aipress-cache'])

async function wp(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await cloud.call(runWpCli, { site: site.siteId, args })
  expect([exitCode, stderr.replace(/^Warning.*$/gm, '').trim()]).toEqual([0, ''])
  return stdout.trim()
}

/** The page is kept before, and made anew after. */
async function changes(path: string, ...args: string[]): Promise<string> {
  await get(path)
  expect(await stateOf(path)).toBe('HIT')
  const stdout = await wp(...args)
  expect([args.join(' '), await stateOf(path)]).toEqual([args.join(' '), 'MISS'])
  return stdout
}

/** As a browser sends them back. */
const cookiesIn = (headers: VisitAnswer['headers']) =>
  (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')

const published = ['--post_status=publish', '--porcelain']

test('pages of WordPress are kept for those it does not know: home, posts, archives, feeds, sitemaps', async () => {
  const post = await wp('post', 'create', '--post_title=Fresh rolls', ...published)
  const paths = [
    '/',
    `/?p=${post}`,
    '/fresh-rolls/',
    '/category/uncategorized/',
    '/feed/',
    '/wp-sitemap.xml',
    '/?s=rolls',
  ]
  for (const path of paths) {
    // With arguments a page is kept from the second time on.
    for (const _ of path.includes('?') ? [1, 2] : [1]) await get(path)
    expect([path, await stateOf(path)]).toEqual([path, 'HIT'])
  }
  for (const path of ['/wp-login.php', '/wp-json/wp/v2/posts', '/wp-admin/'])
    expect(await stateOf(path)).toMatch(/^BYPASS/)
})

test('whatever changes what pages say is on them at once', async () => {
  const post = await changes('/', 'post', 'create', '--post_title=Rye bread', ...published)
  expect((await get()).body).toContain('Rye bread')
  await changes('/', 'post', 'update', post, '--post_title=Wheat bread')
  expect((await get()).body).toContain('Wheat bread')
  const comment = await changes(
    `/rye-bread/`,
    ...['comment', 'create', `--comment_post_ID=${post}`, '--comment_content=Delicious.'],
    ...[
      '--comment_author=Anna',
      '--comment_author_email=anna@example.org',
      '--comment_approved=1',
      '--porcelain',
    ],
  )
  expect((await get('/rye-bread/')).body).toContain('Delicious.')
  await changes('/rye-bread/', 'comment', 'spam', comment)
  expect((await get('/rye-bread/')).body).not.toContain('Delicious.')
  await changes('/', 'option', 'update', 'blogdescription', 'Since 1890')
  await changes('/rye-bread/', 'post', 'meta', 'update', post, 'flour', 'rye')
  const term = await changes('/', 'term', 'create', 'category', 'Breads', '--porcelain')
  await changes('/rye-bread/', 'post', 'term', 'set', post, 'category', term, '--by=id')
  await changes('/', 'theme', 'activate', 'twentytwentyfour')
  await changes('/', 'theme', 'activate', 'twentytwentyfive')
  await changes('/', 'user', 'update', '1', '--display_name=Bea')
  await changes(
    '/',
    'db',
    'query',
    "UPDATE wp_options SET option_value = 'SQL' WHERE option_name = 'blogname'",
  )
  expect((await get()).body).toContain('<title>SQL')
  await changes('/rye-bread/', 'post', 'delete', post)
  for (const _ of [1, 2]) expect((await get('/rye-bread/')).status).toBe(404)
  // WordPress forbids to keep these; whoever tries out addresses would keep it busy with them.
  expect(await stateOf('/rye-bread/')).toBe('HIT')
})

test('what is on no page leaves them kept', async () => {
  await get()
  const draft = await wp('post', 'create', '--post_title=Later', '--post_status=draft', '--porcelain')
  await wp('post', 'update', draft, '--post_title=Even later')
  await wp('transient', 'set', 'oven', 'hot', '60')
  await wp('option', 'update', '_aipress_test', '1')
  expect(await stateOf()).toBe('HIT')
})

test('a person has them forgotten, and the operation is the receipt', async () => {
  await get()
  expect(await stateOf()).toBe('HIT')
  const { operation } = await cloud.call(purgeCache, { site: site.siteId })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect(await stateOf()).toBe('MISS')
  const [receipt] = (await cloud.call(listOperations, { site: site.siteId })).items
  expect(receipt).toMatchObject({ action: 'cache.purge', title: 'Forget what is cached of Corner Bakery' })
})

test('or only the pages, or only what WordPress keeps of its database', async () => {
  const purge = async (only: 'pages' | 'objects') => {
    const { operation } = await cloud.call(purgeCache, { site: site.siteId, only })
    expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  }
  await wp('transient', 'set', 'oven', 'hot', '3600')
  await get()
  await purge('pages')
  expect([await stateOf(), await wp('transient', 'get', 'oven')]).toEqual(['MISS', 'hot'])
  await purge('objects')
  expect(await stateOf()).toBe('HIT')
  expect(
    (await cloud.call(runWpCli, { site: site.siteId, args: ['transient', 'get', 'oven'] })).stdout,
  ).not.toContain('hot')
})

test('a new title is on the pages at once, whichever way it was given', async () => {
  await get()
  const { operation } = await cloud.call(renameSite, {
    site: site.siteId,
    title: 'Old Bakery',
    name: 'corner-bakery',
  })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect((await get()).body).toContain('<title>Old Bakery')
})

test('a site can have no pages forgotten but its own', async () => {
  const ask = (place: string, key: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'x-aipress-place': place, 'x-aipress-key': key }
      const call = request(
        { socketPath: cloud.layout.edge.purgeSocket, path: '/purge', method: 'POST', headers },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      call.on('error', reject).end()
    })
  const { edge } = await readSiteConfiguration(cloud.layout.shard(site.shardId).slot(1))
  const { place = '', key = '' } = edge ?? {}
  await get()
  for (const [at, with_] of [
    [place, ''],
    [place, key.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
    [place.replace('/1', '/2'), key],
    ['', key],
  ] as const)
    expect(await ask(at, with_)).toBe(403)
  expect(await stateOf()).toBe('HIT')
  expect(await ask(place, key)).toBe(200)
  expect(await stateOf()).toBe('MISS')
})

test('who is logged in sees their own page, and nobody else sees it', async () => {
  const { url } = await cloud.call(loginToSite, { site: site.siteId })
  const link = new URL(url)
  const { headers } = await get(link.pathname + link.search)
  const cookie = cookiesIn(headers)
  const own = await get('/', { headers: { cookie } })
  expect(own.headers['x-aipress-cache']).toBe('BYPASS (logged in)')
  expect(own.body).toContain('wpadminbar')
  for (const _ of [1, 2]) expect((await get()).body).not.toContain('wpadminbar')
})

test('a comment that waits to be approved is seen by who wrote it alone', async () => {
  const post = await wp('post', 'create', '--post_title=Opening hours', ...published)
  await get('/opening-hours/')
  const form = new URLSearchParams({
    comment: 'Open on Sundays?',
    author: 'Carl',
    email: 'carl@example.org',
    'wp-comment-cookies-consent': 'yes',
    comment_post_ID: post,
  })
  const sent = await get('/wp-comments-post.php', {
    method: 'POST',
    body: form.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(sent.status).toBe(302)
  const cookie = cookiesIn(sent.headers)
  const own = await get('/opening-hours/', { headers: { cookie } })
  expect(own.headers['x-aipress-cache']).toBe('BYPASS (comment author)')
  expect(own.body).toContain('Open on Sundays?')
  expect((await get('/opening-hours/')).body).not.toContain('Open on Sundays?')
})

test('a protected page is shown to who knows the password alone', async () => {
  await wp(
    'post',
    'create',
    '--post_title=Recipe',
    '--post_password=yeast',
    '--post_content=Ninety grams.',
    ...published,
  )
  for (const _ of [1, 2]) expect((await get('/recipe/')).body).not.toContain('Ninety grams.')
  const sent = await get('/wp-login.php?action=postpass', {
    method: 'POST',
    body: 'post_password=yeast',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      referer: `${cloud.urlOf('corner-bakery')}/recipe/`,
    },
  })
  const cookie = cookiesIn(sent.headers)
  expect((await get('/recipe/', { headers: { cookie } })).body).toContain('Ninety grams.')
  expect((await get('/recipe/')).body).not.toContain('Ninety grams.')
})

/** As shops do: a basket in a cookie of their own, shown on every page. */
const SHOP = `<?php
add_action('init', function () {
  if (isset($_GET['add-to-cart'])) {
    setcookie('woocommerce_items_in_cart', '1', 0, '/');
    setcookie('woocommerce_cart_hash', md5($_GET['add-to-cart']), 0, '/');
    wp_safe_redirect('/shop/');
    exit;
  }
});
add_action('wp_footer', function () {
  $count = $_COOKIE['woocommerce_items_in_cart'] ?? 0;
  echo "<aside>Basket: $count</aside>";
});
add_action('template_redirect', function () {
  if (is_page('checkout')) { nocache_headers(); }
});
`

test('a shop: its pages are kept, a basket is seen by its owner alone, a checkout is never kept', async () => {
  const plugin = join(cloud.layout.release('current'), 'mu-plugins', 'test-shop.php')
  await mkdir(join(plugin, '..'), { recursive: true })
  await writeFile(plugin, SHOP, { mode: 0o644 })
  try {
    for (const page of ['Shop', 'Checkout'])
      await wp('post', 'create', '--post_type=page', `--post_title=${page}`, ...published)
    await get('/shop/')
    expect(await stateOf('/shop/?utm_source=letter')).toBe('HIT')
    const added = await get('/shop/?add-to-cart=7')
    const cookie = cookiesIn(added.headers)
    const own = await get('/shop/', { headers: { cookie } })
    expect(own.headers['x-aipress-cache']).toBe('BYPASS (cart)')
    expect(own.body).toContain('Basket: 1')
    expect((await get('/shop/')).body).toContain('Basket: 0')
    for (const _ of [1, 2]) expect(await stateOf('/checkout/')).toBe('BYPASS (the site says so)')
  } finally {
    await rm(plugin)
  }
})

test('one page, or all that show a post, are forgotten by their address or tag', async () => {
  const post = await wp('post', 'create', '--post_title=Spelt bread', ...published)
  const purged = async (part: { url: string } | { tag: string }) => {
    const { operation } = await cloud.call(purgeCache, { site: site.siteId, ...part })
    return cloud.settled(operation.operationId)
  }
  const keep = async (...paths: string[]) => {
    for (const path of paths) {
      await get(path)
      expect([path, await stateOf(path)]).toEqual([path, 'HIT'])
    }
  }
  await keep('/', '/spelt-bread/', '/sample-page/')
  expect(await purged({ url: `http://${HOST}/spelt-bread/?utm_source=mail` })).toMatchObject({
    state: 'succeeded',
    title: expect.stringContaining('/spelt-bread/'),
    steps: [expect.objectContaining({ title: 'Forget the page at the edge, with whatever arguments' })],
  })
  expect([await stateOf('/spelt-bread/'), await stateOf('/'), await stateOf('/sample-page/')]).toEqual([
    'MISS',
    'HIT',
    'HIT',
  ])
  await purged({ tag: `post-${post}` })
  expect([await stateOf('/spelt-bread/'), await stateOf('/'), await stateOf('/sample-page/')]).toEqual([
    'MISS',
    'MISS',
    'HIT',
  ])
  for (const wrong of [
    { url: 'http://elsewhere.example.com/' },
    { url: '/x/', tag: 'post-1' },
    { tag: 'a b' },
    { url: 'not a url' },
  ]) {
    await expect(cloud.call(purgeCache, { site: site.siteId, ...wrong })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  }
})
