import { rmSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { createLocalEdge } from '../../packages/control-plane/src/drivers/local/edge.ts'
import { askEdge } from '../../packages/control-plane/src/drivers/local/edge-admin.ts'
import {
  type EdgeSettings,
  writeEdgeFiles,
} from '../../packages/control-plane/src/drivers/local/edge-files.ts'
import { edgeService } from '../../packages/control-plane/src/drivers/local/edge-service.ts'
import { type Layout, layoutOf } from '../../packages/control-plane/src/drivers/local/layout.ts'
import { slotUser } from '../../packages/control-plane/src/drivers/local/slot-user.ts'
import { systemUser } from '../../packages/control-plane/src/drivers/local/system-user.ts'
import { retry } from '../../packages/control-plane/src/kernel/retry.ts'
import type { Route } from '../../packages/control-plane/src/platform/edge.ts'
import type { Place } from '../../packages/control-plane/src/platform/place.ts'

export const REPO_ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A real nginx with our configuration on a free port, in a temporary home, or in one that is there and stays. */
export async function startEdge(settings: Partial<EdgeSettings> = {}, presentHome?: string) {
  const { home, layout, port } = await prepareEdge(settings, presentHome)
  const nginx = runDaemon(edgeService(layout).argv)
  await retry(
    () => askEdge(layout, { method: 'GET', path: '/health' }, AbortSignal.timeout(5000)),
    () => true,
    {
      attempts: 200,
      firstDelayMs: 10,
      delayMsMax: 100,
    },
  )
  return {
    home,
    layout,
    port,
    edge: createLocalEdge(layout),
    async [Symbol.asyncDispose]() {
      nginx.kill('SIGTERM')
      await nginx
      if (presentHome === undefined) removeHome(home)
    },
  }
}

export type TestEdge = Awaited<ReturnType<typeof startEdge>>

/** Also gone when the tests are interrupted. */
const homes = new Set<string>()
process.once('exit', () => homes.forEach(removeHome))

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true })
  homes.delete(home)
}

/** The home with all that nginx reads; nothing runs yet. */
export async function prepareEdge(settings: Partial<EdgeSettings> = {}, presentHome?: string) {
  const home = presentHome ?? (await mkdtemp(join(tmpdir(), 'aipress-edge-')))
  if (presentHome === undefined) homes.add(home)
  // Made for its maker alone; nginx's workers must pass through.
  await chmod(home, 0o755)
  const layout = layoutOf(home)
  const port = settings.port ?? (await freePort())
  const consoleUrl = `http://aipress.localhost:${port}`
  const all = { domain: 'localhost', consoleUrl, workers: 2, ...settings, port }
  await writeEdgeFiles(layout, REPO_ROOT, all).catch((error) => {
    if (presentHome === undefined) removeHome(home)
    throw error
  })
  return { home, layout, port }
}

/** Ends with this process, however that ends. */
export function runDaemon(argv: readonly string[]) {
  return execa('setpriv', ['--pdeathsig', 'TERM', ...argv], { stdio: 'ignore', reject: false, cwd: '/' })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, () => resolve()))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No free port.')
  return address.port
}

/** Answers with what it was told, or does what the query asks for. */
const INDEX_PHP = `<?php
header('Content-Type: ' . ($_GET['type'] ?? 'application/json'));
foreach ((array) ($_GET['header'] ?? []) as $line) header($line);
http_response_code((int) ($_GET['status'] ?? 200));
if (isset($_GET['burn'])) while (true);
if (isset($_GET['die'])) posix_kill(getmypid(), 9);
if (isset($_GET['echo'])) { echo str_repeat($_GET['echo'], (int) ($_GET['times'] ?? 1)); exit; }
if (isset($_GET['stream'])) { echo 'first'; ob_end_flush(); flush(); usleep((int) $_GET['stream'] * 1000); echo 'last'; exit; }
$limits = ['memory_limit', 'max_execution_time', 'upload_max_filesize', 'post_max_size'];
echo json_encode(['server' => $_SERVER, 'limits' => array_combine($limits, array_map('ini_get', $limits)), 'files' => $_FILES, 'bodyBytes' => strlen(file_get_contents('php://input'))], JSON_INVALID_UTF8_SUBSTITUTE);
`

/** A slot as the site host leaves it, with a small PHP program in WordPress' place. */
export async function layOutSite(layout: Layout, place: Place): Promise<void> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const core = layout.wordpress.core('0.0.1')
  const release = join(slot.releases, 'rel_1')
  const files = {
    [join(core, 'index.php')]: INDEX_PHP,
    [join(core, 'wp-login.php')]: INDEX_PHP,
    [join(core, 'wp-config-sample.php')]: INDEX_PHP,
    [join(core, 'wp-admin/index.php')]: INDEX_PHP,
    [join(core, 'wp-admin/install.php')]: INDEX_PHP,
    [join(core, 'wp-admin/css/admin.css')]: 'body { color: black }\n'.repeat(100),
    [join(core, 'wp-includes/version.php')]: INDEX_PHP,
    [join(core, 'wp-includes/js/jquery.js')]: 'window.jquery = 1\n'.repeat(100),
    [join(core, '.env')]: 'SECRET=1',
    [join(release, 'wp-content/themes/plain/style.css')]: 'h1 { color: red }\n'.repeat(100),
    [join(release, 'wp-content/plugins/shop/ajax.php')]: INDEX_PHP,
    [join(slot.media, '2026/11/cat.png')]: 'a picture of a cat',
    [join(slot.media, '2026/11/evil.php')]: INDEX_PHP,
    [join(slot.media, 'backup.sql')]: 'select secret',
    [join(layout.home, 'neighbour.txt')]: 'the secret of a neighbour',
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  }
  await symlink(core, join(release, 'wordpress'))
  await symlink(slot.media, join(release, 'wp-content/uploads'))
  await symlink(release, slot.live)
  await symlink(join(layout.home, 'neighbour.txt'), join(slot.media, 'stolen.txt'))
  await symlink(layout.home, join(slot.media, 'everything'))
}

/** A real PHP-FPM with the slot's pool. */
export async function startPhp(layout: Layout, place: Place) {
  const shard = layout.shard(place.shardId)
  const slot = shard.slot(place.slot)
  const { uid, gid } = slotUser(layout.home, place)
  const www = await systemUser('www-data')
  await mkdir(dirname(slot.socket), { recursive: true, mode: 0o755 })
  await writeFile(
    shard.php.configuration,
    `[global]
error_log = ${shard.run}/php.log
daemonize = no
[site]
user = ${uid}
group = ${gid}
listen = ${slot.socket}
listen.owner = ${www.uid}
listen.group = ${www.gid}
listen.mode = 0600
pm = ondemand
pm.max_children = 4
`,
  )
  const fpm = runDaemon(['/usr/sbin/php-fpm8.2', '--nodaemonize', '--fpm-config', shard.php.configuration])
  await retry(
    () => readFile('/proc/net/unix', 'utf8').then(mustHave(slot.socket)),
    () => true,
    {
      attempts: 200,
      firstDelayMs: 10,
      delayMsMax: 50,
    },
  )
  return {
    async [Symbol.asyncDispose]() {
      fpm.kill('SIGTERM')
      await fpm
    },
  }
}

function mustHave(part: string): (text: string) => void {
  return (text) => {
    if (!text.includes(part)) throw new Error(`${part} is not there yet.`)
  }
}

export function siteRoute(hostname: string, more: Partial<Route & { kind: 'site' }> = {}): Route {
  const place = { shardId: 'shard-001', slot: 1 }
  return { kind: 'site', hostname, siteId: 'site_000000000000001', place, epoch: 1, ...more }
}
