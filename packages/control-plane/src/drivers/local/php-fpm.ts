import { readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AipressError, PHP_DEFAULTS } from '@aipress/contract'
import { execa } from 'execa'
import { z } from 'zod'
import type { Place } from '../../platform/place.ts'
import type { ShardSpec } from '../../platform/shard-host.ts'
import { openCgroups } from './cgroups.ts'
import { fastCgi } from './fastcgi.ts'
import type { Layout, SlotLayout } from './layout.ts'
import { digestOfFiles, ensureFile, ensureFolder, switchLink } from './owned-files.ts'
import { globalSettings, PROCESSES_MAX, poolOf, REQUEST_ROOM_MB } from './php-pool.ts'
import { ENTER_SCRIPT, FORGET_RULES, phpStartScript } from './php-start.ts'
import type { Supervisor } from './supervisor.ts'
import { systemUser } from './system-user.ts'
import { becomesReady } from './wait.ts'

export const PHP_VERSION = '8.2'
/** Debian's place for settings of each extension; ours are read after them. */
export const DEBIAN_SETTINGS = `/etc/php/${PHP_VERSION}/fpm/conf.d`

/** The slot that is the shard's own: it answers probes and makes the golden database. */
export const OWN_SLOT = 0

/**
 * A shard's PHP: one master, so that OPcache holds WordPress once, with a pool per slot from the start:
 * adding one later would need a reload, which empties OPcache for all.
 */
export async function ensurePhp(
  deps: { layout: Layout; supervisor: Supervisor },
  { shardId, slots }: ShardSpec,
  signal: AbortSignal,
): Promise<void> {
  const { layout, supervisor } = deps
  const shard = layout.shard(shardId)
  const readable = { uid: 0, gid: 0, mode: 0o644 }
  const places = Array.from({ length: slots + 1 }, (_, slot) => ({ shardId, slot }))
  const web = await systemUser('www-data')
  await ensureFolder(join(shard.run, 'php'), { uid: 0, gid: 0, mode: 0o711 })
  for (const { slot } of places) {
    // A request may name any script, so nobody but the web server may reach another's pool (php-src 15499).
    await ensureFolder(join(shard.slot(slot).socket, '..'), { uid: 0, gid: web.gid, mode: 0o710 })
  }
  await ensureFolder(join(shard.php.settings, '..'), { ...readable, mode: 0o755 })
  await ensureFile(shard.php.start, phpStartScript(layout, await openCgroups(layout.home), shardId), {
    ...readable,
    mode: 0o755,
  })
  await ensureFile(shard.php.enter, ENTER_SCRIPT, { ...readable, mode: 0o755 })
  await ensureFile(shard.php.uncached, uncachedOf(shard.root), readable)
  await ensureFile(shard.php.probe, PROBE, readable)
  await ensureFile(shard.php.settings, settingsOf(layout, shardId), readable)
  await ensureFile(shard.php.pools, places.map((place) => poolOf(layout, place)).join('\n'), readable)
  await ensureFile(shard.php.configuration, configurationOf(layout, shardId), readable)
  await supervisor.ensure(
    {
      name: phpService(shardId),
      argv: phpArguments(shard.php.start, shard.php.configuration),
      // By number, so that the master has no further groups: bare uids would inherit them.
      user: { uid: 0, gid: 0 },
      env: await phpEnvironment(layout, shardId, [shard.php.start, shard.php.configuration, shard.php.pools]),
      openFilesMax: 8_192,
      stopSignal: 'QUIT',
      directory: '/',
      afterEnd: [shard.php.start, '--ended'],
    },
    signal,
  )
  const own = shard.slot(OWN_SLOT)
  await becomesReady('PHP', () => pingPhp(own.sharedSocket), signal)
  for (const { slot } of places) await ensureServed(shard.slot(slot))
}

/** Who has no PHP of its own is served by the shard's. */
async function ensureServed({ socket, sharedSocket, ownPhp }: SlotLayout): Promise<void> {
  const served = await readlink(socket).catch(() => undefined)
  if (served !== ownPhp.socket) await switchLink(socket, sharedSocket)
}

/** Takes back what a shard's PHP needed of the machine. Succeeds where there is nothing of it. */
export async function forgetRules(layout: Layout, shardId: string): Promise<void> {
  await execa(layout.shard(shardId).php.start, [FORGET_RULES], { reject: false, stdin: 'ignore', cwd: '/' })
}

interface PhpLimits {
  readonly settings?: Readonly<Record<string, string>>
  readonly processesMax?: number
}

/** Of any PHP-FPM of a shard: what becomes it, and the limits that its pools inherit, where they count for each user by itself. */
export function phpArguments(
  start: string,
  configuration: string,
  { settings = {}, processesMax = PROCESSES_MAX }: PhpLimits = {},
): string[] {
  return [
    start,
    ...['/usr/bin/prlimit', `--nproc=${processesMax}`, '/usr/bin/setpriv', '--no-new-privs'],
    ...[`/usr/sbin/php-fpm${PHP_VERSION}`, '--nodaemonize', '--fpm-config', configuration],
    ...Object.entries(settings).flatMap(([name, value]) => ['-d', `${name}=${value}`]),
  ]
}

/** Changes with all that it reads, so that it is started afresh then. */
export async function phpEnvironment(layout: Layout, shardId: string, configurations: readonly string[]) {
  const { php } = layout.shard(shardId)
  return {
    PHP_INI_SCAN_DIR: `${DEBIAN_SETTINGS}:${join(php.settings, '..')}`,
    AIPRESS_CONFIGURATION: await digestOfFiles([...configurations, php.settings, php.uncached]),
  }
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

export const ownPhpService = ({ shardId, slot }: Place) => `${shardId}-php-${String(slot).padStart(2, '0')}`

export const phpService = (shardId: string) => `${shardId}-php`

const PING_TIMEOUT_MS = 5_000

/** The pool's process answers by itself, so WordPress cannot spoil the probe. */
export async function pingPhp(socket: string): Promise<void> {
  const params = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/ping', SCRIPT_FILENAME: '/ping' }
  const response = await fastCgi({ socket, params, timeoutMs: PING_TIMEOUT_MS })
  if (response.body !== 'pong') {
    throw new AipressError('platform_unavailable', `PHP answers ${response.status} to a ping.`)
  }
}

const WELL = 'PHP runs.'
const PROBE = `<?php echo '${WELL}';\n`

/**
 * Whether PHP runs scripts, which a ping leaves out: where OPcache's memory is spoilt, every script crashes, and
 * only a restart helps. PHP-FPM's own would follow the crashes of any one site.
 */
export async function probePhp(layout: Layout, shardId: string): Promise<void> {
  const shard = layout.shard(shardId)
  const params = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/probe.php', SCRIPT_FILENAME: shard.php.probe }
  const response = await fastCgi({
    socket: shard.slot(OWN_SLOT).sharedSocket,
    params,
    timeoutMs: PING_TIMEOUT_MS,
  })
  if (response.body !== WELL) {
    throw new AipressError('platform_unavailable', `PHP answers ${response.status} to a script.`)
  }
}

/** Where requests of a slot may be at work: in its shard's PHP, and in its own where it has one. */
export async function phpSocketsOf(layout: Layout, place: Place): Promise<string[]> {
  const { sharedSocket, ownPhp } = layout.shard(place.shardId).slot(place.slot)
  // A socket without its service is what a killed removal has left.
  const there = await Promise.all([ownPhp.socket, layout.service(ownPhpService(place))].map(isThere))
  return there.includes(false) ? [sharedSocket] : [sharedSocket, ownPhp.socket]
}

const Status = z.object({ processes: z.array(z.object({ state: z.string() })) })

/** How many requests the slot's processes are at work on. Throws where none of them is free to tell. */
export async function requestsInPhp(layout: Layout, place: Place, timeoutMs: number): Promise<number> {
  const sockets = await phpSocketsOf(layout, place)
  const requests = await Promise.all(sockets.map((socket) => requestsAt(socket, timeoutMs)))
  return requests.reduce((sum, one) => sum + one, 0)
}

/** PHP tells in a millisecond unless all of its processes are at work. */
export const STATUS_MS_MAX = 500

/** Longer than PHP takes to start a process on a loaded machine. */
const BUSY_MS_MIN = 2_000

/**
 * Also of one that sleeps: then a process starts, tells, and ends again. A PHP that is away or says what nobody
 * understands is not at work; one is whose queue is full (`EAGAIN`), or who does not answer.
 */
export const isPhpBusy = (layout: Layout, place: Place): Promise<boolean> => {
  const askedMs = performance.now()
  return requestsInPhp(layout, place, BUSY_MS_MIN).then(
    () => false,
    (error: unknown) => hasNoRoom(error) || performance.now() - askedMs >= BUSY_MS_MIN,
  )
}

const hasNoRoom = (error: unknown) =>
  error instanceof Error && (error.cause as { code?: unknown } | undefined)?.code === 'EAGAIN'

/** Each process is asked for its state: the number that PHP-FPM keeps of busy ones is set right only once a second. */
export async function requestsAt(socket: string, timeoutMs: number): Promise<number> {
  const params = {
    REQUEST_METHOD: 'GET',
    SCRIPT_NAME: '/status',
    SCRIPT_FILENAME: '/status',
    QUERY_STRING: 'json&full',
  }
  const { body } = await fastCgi({ socket, params, timeoutMs })
  const busy = Status.parse(JSON.parse(body)).processes.filter(({ state }) => state !== 'Idle')
  // One of them is the process that answers.
  return busy.length - 1
}

function configurationOf(layout: Layout, shardId: string): string {
  const { php } = layout.shard(shardId)
  return `${globalSettings(php.pid)}include = ${php.pools}
`
}

/** Passwords stay out of the memory that all pools share, and a new address counts from the next request on. */
function uncachedOf(shardRoot: string): string {
  return `${shardRoot}/sites/*/config.php\n`
}

/**
 * Settings of the server as a whole. One OPcache serves all pools: `validate_permission` asks the file
 * system for each pool anew, `restrict_api` keeps pools from listing or resetting it (no script can lie
 * in the named folder). APCu and FFI would cross the border between sites.
 * The sizes are for one WordPress, the standard themes, and the plugins of 50 sites. What a site may set for itself
 * comes with each request, by its route; these hold where none does, as in a probe.
 */
function settingsOf(layout: Layout, shardId: string): string {
  const { php } = layout.shard(shardId)
  return `expose_php = Off
opcache.enable = 1
opcache.memory_consumption = 192
opcache.interned_strings_buffer = 16
opcache.max_accelerated_files = 20000
opcache.revalidate_freq = 60
opcache.validate_permission = 1
opcache.validate_root = 1
opcache.restrict_api = "${join(php.settings, '..', 'administration')}/"
opcache.blacklist_filename = "${php.uncached}"
opcache.jit = off
apc.enabled = 0
ffi.enable = 0
realpath_cache_size = 4096K
zend.exception_ignore_args = On
display_errors = Off
log_errors = On
html_errors = Off
error_reporting = E_ALL & ~E_DEPRECATED & ~E_STRICT
memory_limit = ${PHP_DEFAULTS.memoryMb}M
post_max_size = ${PHP_DEFAULTS.uploadMb + REQUEST_ROOM_MB}M
upload_max_filesize = ${PHP_DEFAULTS.uploadMb}M
max_file_uploads = 50
max_input_vars = 5000
max_execution_time = ${PHP_DEFAULTS.seconds}
max_input_time = 120
allow_url_include = Off
cgi.fix_pathinfo = 0
variables_order = "GPCS"
session.use_strict_mode = 1
session.cookie_httponly = 1
session.cookie_samesite = "Lax"
session.gc_probability = 1
session.gc_divisor = 1000
date.timezone = "UTC"
`
}
