import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { layOutSite, siteRoute, startEdge, startPhp } from '../test/harness/edge.ts'
import { visit } from '../test/harness/http.ts'
import { load } from './wrk.ts'
const PLACE = { shardId: 'shard-001', slot: 1 }
const open = await startEdge()
await layOutSite(open.layout, PLACE)
const folder = join(open.home, 'bench'); await mkdir(folder, { mode: 0o755 })
const page = '<html><body>' + Array.from({ length: 1200 }, (_, i) => `<p class="wp-block-${i % 37}">Some text ${Math.sin(i)} of line ${i}</p>`).join('') + '</body></html>'
const file = join(folder, 'page.html'); await writeFile(file, page)
await writeFile(join(open.layout.wordpress.core('0.0.1'), 'index.php'), `<?php header('Content-Type: text/html; charset=UTF-8'); header('Link: <http://x/wp-json/>; rel="https://api.w.org/"'); readfile('${file}');`)
const php = await startPhp(open.layout, PLACE)
const hosts = Array.from({ length: 1000 }, (_, index) => `site-${index + 1}.localhost`)
for (let from = 0; from < 1000; from += 20) await Promise.all(hosts.slice(from, from + 20).map(async (host, index) => {
  await open.edge.publish(siteRoute(host, { siteId: `site_${String(from + index).padStart(15, '0')}` }), AbortSignal.timeout(5000)); await visit({ port: open.port, host }) }))
await load(folder, { port: open.port, hosts, accepts: 'gzip, deflate, br', seconds: 2, connections: 32 })
console.log(page.length, JSON.stringify((await visit({ port: open.port, host: hosts[0], headers: {'accept-encoding': 'gzip'} } as never)).headers))
for (let i = 0; i < Number(process.argv[2] ?? 3); i++) {
 console.log(JSON.stringify(await load(folder, { port: open.port, hosts, accepts: 'gzip, deflate, br', seconds: 4, connections: 32 })))
}
if (process.argv[3] === 'stay') { console.log(open.home, open.port, folder); await new Promise((r) => setTimeout(r, 1e9)) }
await php[Symbol.asyncDispose](); await open[Symbol.asyncDispose]()
