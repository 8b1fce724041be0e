import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSite, loginToSite, runWpCli } from '@aipress/contract'
import { layOutSite, siteRoute, startEdge, startPhp } from '../test/harness/edge.ts'
import { visit } from '../test/harness/http.ts'
import { startLocalCloud } from '../test/harness/local-cloud.ts'
import { type Figures, figuresOf, HEADING, row, timed } from './measure.ts'
import { startPlainNginx } from './plain-nginx.ts'
import { save } from './save.ts'

const PAGES = 2_000
const ROUNDS = 10
const EDITS = 20
const PLACE = { shardId: 'shard-001', slot: 1 }
const SITE = 'bakery.localhost'
const SIGNAL = () => AbortSignal.timeout(60_000)

/**
 * How long it takes until nobody gets a page of before: of a site with two thousand kept pages, beside nginx's own
 * `fastcgi_cache`, whose pages are emptied by removing their files as plugins for it do; and until what an author saves
 * is what visitors see.
 */
export async function run(): Promise<void> {
  const figures = { ...(await emptying()), ...(await saving()) }
  const lines = Object.entries(figures).map(([name, one]) => row(name, one))
  process.stdout.write(
    ['', `A site with ${PAGES} kept pages; aim: seen within 50 ms.`, HEADING, ...lines, ''].join('\n'),
  )
  await save('purge', { pages: PAGES, aimMsMax: 50, figures })
}

async function emptying(): Promise<Record<string, Figures>> {
  await using open = await startEdge()
  await layOutSite(open.layout, PLACE)
  const folder = join(open.home, 'bench')
  await mkdir(folder, { mode: 0o755 })
  const program = join(open.layout.wordpress.core('0.0.1'), 'index.php')
  const page = `<html><body>${'<p>Some text of a page.</p>'.repeat(400)}</body></html>`
  await writeFile(
    program,
    `<?php header('Content-Type: text/html'); header('Surrogate-Key: all'); echo '${page}';`,
  )
  await using _php = await startPhp(open.layout, PLACE)
  await open.edge.publish(siteRoute(SITE), SIGNAL())
  await using plain = await startPlainNginx({
    folder,
    page,
    compressed: { gzip: Buffer.from(page), br: Buffer.from(page) },
    phpSocket: open.layout.shard(PLACE.shardId).slot(PLACE.slot).socket,
    program,
  })
  const cache = join(folder, 'plain/cache')
  const own = { port: open.port, host: SITE, path: (index: number) => `/page-${index}/` }
  const theirs = { port: plain.cachePort, host: 'localhost', path: (index: number) => `/page-${index}/` }
  const fill = async ({ port, host, path }: typeof own) => {
    for (let index = 0; index < PAGES; index += 20)
      await Promise.all(
        Array.from({ length: 20 }, (_, more) => visit({ port, host, path: path(index + more) })),
      )
  }
  const rounds = async (subject: typeof own, empty: () => Promise<void>) => {
    const durations: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      await fill(subject)
      durations.push((await timed(empty)).durationMs)
    }
    return figuresOf(durations)
  }
  return {
    'AIPress, whole site': await rounds(own, () => open.edge.purge(PLACE, SIGNAL())),
    'AIPress, one page': await rounds(own, () => open.edge.purge(PLACE, SIGNAL(), { path: '/page-7/' })),
    'AIPress, a tag that all pages have': await rounds(own, () =>
      open.edge.purge(PLACE, SIGNAL(), { tag: 'all' }),
    ),
    'fastcgi_cache, files removed': await rounds(theirs, async () => {
      await rm(cache, { recursive: true, force: true })
      await mkdir(cache, { mode: 0o777 })
    }),
  }
}

/** From an author's request to change a post, sent as the editor of WordPress sends it, to the first visit that shows it. */
async function saving(): Promise<Record<string, Figures>> {
  await using cloud = await startLocalCloud({ environment: { AIPRESS_WARM_SLOTS: '1' }, withoutFaults: true })
  const { site, operation } = await cloud.call(createSite, { title: 'Bench' })
  await cloud.settled(operation.operationId)
  const host = 'bench.localhost'
  const cookie = await cookiesOf(await cloud.call(loginToSite, { site: site.siteId }), cloud.fetchSite)
  const nonce = await cloud.fetchSite(host, '/wp-admin/admin-ajax.php?action=rest-nonce', {
    headers: { cookie },
  })
  const wp = (...args: string[]) => cloud.call(runWpCli, { site: site.siteId, args })
  await wp('rewrite', 'structure', '/%postname%/')
  const saves: number[] = []
  const afterwards: number[] = []
  for (let edit = 1; edit <= EDITS; edit += 1) {
    await cloud.fetchSite(host, '/')
    const title = `Edition ${edit}`
    const saved = await timed(() =>
      cloud.fetchSite(host, '/wp-json/wp/v2/posts/1', {
        method: 'POST',
        headers: { cookie, 'x-wp-nonce': nonce.body, 'content-type': 'application/json' },
        body: JSON.stringify({ title }),
      }),
    )
    if (saved.result.status !== 200)
      throw new Error(`Saving was answered ${saved.result.status}: ${saved.result.body}`)
    saves.push(saved.durationMs)
    const seen = await timed(async () => {
      while (!(await cloud.fetchSite(host, '/')).body.includes(title));
    })
    afterwards.push(seen.durationMs)
  }
  return {
    'an author saves a post': figuresOf(saves),
    'from then until the front page has it': figuresOf(afterwards),
  }
}

async function cookiesOf(
  { url }: { url: string },
  fetchSite: Awaited<ReturnType<typeof startLocalCloud>>['fetchSite'],
): Promise<string> {
  const { pathname, search, hostname } = new URL(url)
  const answer = await fetchSite(hostname, pathname + search)
  return [answer.headers['set-cookie'] ?? []]
    .flat()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
