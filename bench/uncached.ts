import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSite, runWpCli } from '@aipress/contract'
import { execa } from 'execa'
import { readSiteConfiguration } from '../packages/control-plane/src/drivers/local/site-configuration.ts'
import { visit } from '../test/harness/http.ts'
import { type LocalCloud, startLocalCloud } from '../test/harness/local-cloud.ts'
import { startPlainWordPress } from './plain-wordpress.ts'
import { processorMsOf } from './processor-time.ts'
import { save } from './save.ts'
import { type LoadFigures, load } from './wrk.ts'

const HOST = 'bench.localhost'
const SECONDS = 4
/** As many requests at once as either has processes of PHP. */
const CONNECTIONS = 4
/** Turn by turn, so that a machine that slows down slows all of them. */
const ROUNDS = 3
/** Somebody who has commented gets no page that was kept for others. */
const COMMENTER = 'comment_author_bench=Carl'

/**
 * Pages that WordPress makes for each visit, past all pages that are kept: on AIPress, and on a plain nginx, PHP-FPM
 * and MariaDB of the same machine with the same WordPress, the same content and no cache of objects.
 */
export async function run(): Promise<void> {
  await using cloud = await startLocalCloud({ environment: { AIPRESS_WARM_SLOTS: '1' }, withoutFaults: true })
  const { site, operation } = await cloud.call(createSite, { title: 'Bench' })
  await cloud.settled(operation.operationId)
  const plugin = await readFile(new URL('shop.php', import.meta.url), 'utf8')
  const plugins = join(cloud.layout.release('current'), 'mu-plugins')
  await mkdir(plugins, { recursive: true })
  await writeFile(join(plugins, 'bench.php'), plugin, { mode: 0o644 })
  const wp = async (code: string) =>
    (await cloud.call(runWpCli, { site: site.siteId, args: ['eval', code] })).stdout.trim()
  await wp(
    `bench_fill_shop(); wp_insert_post(['post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Shop', 'post_content' => '[shop]']);`,
  )
  const { core, configuration, dump } = await contentOf(cloud, site.shardId)
  await using plain = await startPlainWordPress({
    core,
    dump,
    plugin,
    salts: configuration.salts,
    formerUrl: configuration.url,
  })
  const subjects = {
    AIPress: {
      port: cloud.port,
      host: HOST,
      cookie: await wp(LOG_IN),
      pids: await pidsOf(cloud, site.shardId),
    },
    'plain nginx, PHP-FPM and MariaDB': {
      port: plain.port,
      host: '127.0.0.1',
      cookie: (await plain.php(LOG_IN)).trim(),
      pids: plain.pids,
    },
  }
  const figures: Record<string, Record<string, Figures>> = {}
  for (const [page, { path, isKnown }] of Object.entries(PAGES)) {
    const rounds: Record<string, Figures[]> = {}
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [name, { port, host, cookie, pids }] of Object.entries(subjects)) {
        const headers = { cookie: isKnown ? cookie : COMMENTER }
        if (round === 0) await mustBeWhole({ port, host, path, headers, isKnown })
        const seconds = round === 0 ? 1 : SECONDS
        const about = {
          port,
          hosts: [host],
          path,
          headers,
          accepts: 'gzip',
          seconds,
          connections: CONNECTIONS,
        }
        const before = await processorMsOf(pids)
        const measured = await load(cloud.home, about)
        const answers = measured.perSecond * seconds
        const processorMs = ((await processorMsOf(pids)) - before) / answers
        if (round > 0) rounds[name] = [...(rounds[name] ?? []), { ...measured, processorMs }]
      }
    }
    figures[page] = Object.fromEntries(Object.entries(rounds).map(([name, some]) => [name, median(some)]))
  }
  print(figures)
  await save('uncached', { seconds: SECONDS, connections: CONNECTIONS, rounds: ROUNDS, figures })
}

const PAGES: Record<string, { path: string; isKnown: boolean }> = {
  'front page': { path: '/', isKnown: false },
  'front page, logged in': { path: '/', isKnown: true },
  dashboard: { path: '/wp-admin/index.php', isKnown: true },
  'REST, ten posts': { path: '/wp-json/wp/v2/posts?per_page=10', isKnown: false },
  'a shop’s page': { path: '/shop/', isKnown: false },
}

/** Prints the cookies of the administrator. */
const LOG_IN = `
  $until = time() + DAY_IN_SECONDS;
  $token = WP_Session_Tokens::get_instance(1)->create($until);
  $cookies = [LOGGED_IN_COOKIE => 'logged_in', AUTH_COOKIE => 'auth'];
  foreach ($cookies as $name => $scheme) $cookies[$name] = $name . '=' . rawurlencode(wp_generate_auth_cookie(1, $until, $scheme, $token));
  echo implode('; ', $cookies);
`

async function contentOf(cloud: LocalCloud, shardId: string) {
  const shard = cloud.layout.shard(shardId)
  const slot = shard.slot(1)
  const arguments_ = ['--no-defaults', `--socket=${shard.mariadb.socket}`, '--user=root', slot.database]
  const { stdout: dump } = await execa('mariadb-dump', arguments_)
  const { stdout: core } = await execa('realpath', [join(slot.live, 'wordpress')])
  return { core, dump, configuration: await readSiteConfiguration(slot) }
}

interface Asked {
  readonly port: number
  readonly host: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly isKnown: boolean
}

async function mustBeWhole({ isKnown, ...request }: Asked): Promise<void> {
  const { status, body, headers } = await visit(request)
  const isKept = String(headers['x-aipress-cache']).startsWith('HIT')
  const ends = request.path.startsWith('/wp-json/') ? ']' : '</html>'
  const isRight = body.trimEnd().endsWith(ends) && (!isKnown || body.includes('wpadminbar'))
  if (status !== 200 || isKept || !isRight) {
    throw new Error(`${request.host}${request.path} answers ${status}: ${body.slice(-300)}`)
  }
}

/** Processor time of web server, PHP, database and cache for an answer, beside how many came in a second. */
type Figures = LoadFigures & { readonly processorMs: number }

function median(rounds: readonly Figures[]): Figures {
  const middle = Math.floor(rounds.length / 2)
  const sorted = rounds.toSorted((a, b) => a.perSecond - b.perSecond)
  const { processorMs } = rounds.toSorted((a, b) => a.processorMs - b.processorMs)[middle] as Figures
  return { ...(sorted[middle] as Figures), processorMs }
}

async function pidsOf({ supervisor }: LocalCloud, shardId: string): Promise<number[]> {
  const services = ['edge', `${shardId}-php`, `${shardId}-mariadb`, `${shardId}-redis`]
  const states = await Promise.all(services.map((name) => supervisor.status(name)))
  return states.map((state, index) => {
    if (state?.pid === undefined) throw new Error(`${services[index]} does not run.`)
    return state.pid
  })
}

function print(figures: Record<string, Record<string, Figures>>): void {
  const lines = [`${CONNECTIONS} connections, wrk on the same machine, no page kept.`]
  for (const [page, of] of Object.entries(figures)) {
    lines.push('', `${page.padEnd(34)}  a second    p50 ms    p99 ms    cpu ms  errors  AIPress is`)
    const own = Object.values(of)[0] as Figures
    for (const [name, rival] of Object.entries(of)) {
      const { perSecond, p50Ms, p99Ms, processorMs, errors } = rival
      const times = `${(own.perSecond / perSecond).toFixed(2)} times as fast`
      const ratio =
        rival === own ? '' : `${times}, at ${(own.processorMs / processorMs).toFixed(2)} of the processor`
      const cells = [
        perSecond.toFixed(1).padStart(10),
        p50Ms.toFixed(1).padStart(10),
        p99Ms.toFixed(1).padStart(10),
        processorMs.toFixed(1).padStart(10),
      ]
      lines.push(`${name.padEnd(34)}${cells.join('')}${String(errors).padStart(8)}  ${ratio}`)
    }
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}
