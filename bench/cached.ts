import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { createSite } from '@aipress/contract'
import { layOutSite, siteRoute, startEdge, startPhp } from '../test/harness/edge.ts'
import { visit } from '../test/harness/http.ts'
import { startLocalCloud } from '../test/harness/local-cloud.ts'
import { startPlainNginx } from './plain-nginx.ts'
import { save } from './save.ts'
import { type LoadFigures, load } from './wrk.ts'

const SITES = 1_000
const SECONDS = 5
const CONNECTIONS = 32
/** Turn by turn, so that a machine that slows down slows all of them. */
const ROUNDS = 3
const PLACE = { shardId: 'shard-001', slot: 1 }
const BROWSER = 'gzip, deflate, br'
const AT_ONCE = 20

/**
 * The front page of WordPress with its standard theme, kept at the edge, of a thousand sites in turn; beside a
 * plain nginx that has the same page as files, compressed beforehand, once for one site and once for a thousand with a
 * folder and a log each, one that has Lua send them from memory, and one that keeps it in `fastcgi_cache` and compresses
 * it at each visit, as hosts usually do.
 * The load comes from the same machine.
 */
export async function run(): Promise<void> {
  const page = await frontPage()
  await using open = await startEdge()
  await layOutSite(open.layout, PLACE)
  const folder = join(open.home, 'bench')
  await mkdir(folder, { mode: 0o755 })
  const file = join(folder, 'page.html')
  await writeFile(file, page)
  const program = `<?php header('Content-Type: text/html; charset=UTF-8'); readfile('${file}');`
  await writeFile(join(open.layout.wordpress.core('0.0.1'), 'index.php'), program)
  await using _php = await startPhp(open.layout, PLACE)
  const hosts = Array.from({ length: SITES }, (_, index) => `site-${index + 1}.localhost`)
  for (let from = 0; from < hosts.length; from += AT_ONCE) {
    await Promise.all(
      hosts.slice(from, from + AT_ONCE).map(async (host, index) => {
        const siteId = `site_${String(from + index).padStart(15, '0')}`
        await open.edge.publish(siteRoute(host, { siteId }), AbortSignal.timeout(5_000))
        await visit({ port: open.port, host })
      }),
    )
  }
  const compressed = {
    gzip: gzipSync(page, { level: 6 }),
    br: brotliCompressSync(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  }
  await using plain = await startPlainNginx({
    folder,
    hosts,
    page,
    compressed,
    phpSocket: open.layout.shard(PLACE.shardId).slot(PLACE.slot).socket,
    program: join(open.layout.wordpress.core('0.0.1'), 'index.php'),
  })
  const subjects = {
    'AIPress, 1,000 sites': { port: open.port, hosts },
    'nginx, files compressed beforehand': { port: plain.filesPort, hosts: ['localhost'] },
    'nginx, the same for 1,000 sites': { port: plain.sitesPort, hosts },
    'nginx, by a few lines of Lua': { port: plain.luaPort, hosts },
    'nginx, fastcgi_cache and gzip on': { port: plain.cachePort, hosts: ['localhost'] },
  }
  const encodings = { 'as a browser': BROWSER, 'without compression': undefined }
  const figures: Record<string, Record<string, LoadFigures>> = {}
  for (const [encoding, accepts] of Object.entries(encodings)) {
    for (const subject of Object.values(subjects))
      await load(folder, { ...subject, accepts, seconds: 1, connections: CONNECTIONS })
    const rounds: Record<string, LoadFigures[]> = {}
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const [name, subject] of Object.entries(subjects)) {
        const measured = await load(folder, {
          ...subject,
          accepts,
          seconds: SECONDS,
          connections: CONNECTIONS,
        })
        rounds[name] = [...(rounds[name] ?? []), measured]
      }
    }
    figures[encoding] = Object.fromEntries(Object.entries(rounds).map(([name, some]) => [name, median(some)]))
  }
  print(figures, page.length)
  await save('cached', {
    sites: SITES,
    pageBytes: page.length,
    seconds: SECONDS,
    connections: CONNECTIONS,
    figures,
  })
}

const median = (rounds: readonly LoadFigures[]): LoadFigures =>
  rounds.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(rounds.length / 2)] as LoadFigures

async function frontPage(): Promise<string> {
  await using cloud = await startLocalCloud({ environment: { AIPRESS_WARM_SLOTS: '1' } })
  const { operation } = await cloud.call(createSite, { title: 'Bench' })
  await cloud.settled(operation.operationId)
  return (await cloud.fetchSite('bench.localhost')).body
}

function print(figures: Record<string, Record<string, LoadFigures>>, pageBytes: number): void {
  const lines = [
    `A page of ${Math.round(pageBytes / 1000)} kB, ${CONNECTIONS} connections, wrk on the same machine.`,
  ]
  for (const [encoding, of] of Object.entries(figures)) {
    lines.push('', `${encoding.padEnd(38)}  a second    p50 ms    p99 ms  errors  AIPress is`)
    const own = Object.values(of)[0]?.perSecond ?? Number.NaN
    for (const [name, { perSecond, p50Ms, p99Ms, errors }] of Object.entries(of)) {
      const ratio = perSecond === own ? '' : `${(own / perSecond).toFixed(2)} times as fast`
      lines.push(
        `${name.padEnd(38)}${Math.round(perSecond).toString().padStart(10)}${p50Ms.toFixed(2).padStart(10)}${p99Ms.toFixed(2).padStart(10)}${String(errors).padStart(8)}  ${ratio}`,
      )
    }
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}
