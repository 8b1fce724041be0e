import type { PhpSettings, Tier } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import { sendmailCommand } from './mail-program.ts'
import { slotUser } from './slot-user.ts'

/** A page needs one; wp-admin asks for a few things at once. More would let one site starve 49 others. */
const CHILDREN_MAX = 4

/** Of one site, its WP-CLI commands included: what a page may start beside these is a mail or a conversion. */
export const PROCESSES_MAX = 64

/** What a request may have besides the upload in it: other fields, and how they are written. */
export const REQUEST_ROOM_MB = 1

/** A PHP-FPM that one site has to itself. */
export interface OwnPool {
  readonly childrenMax: number
  /** Processes that wait for a visitor: one at least, up to these. */
  readonly spareMax: number
}

/** A page takes 50 ms of a processor: these are what a plan's visitors come to at its busiest minute, several times over. */
export const OWN_POOLS: Readonly<Record<Tier, OwnPool | undefined>> = {
  bronze: undefined,
  silver: { childrenMax: 8, spareMax: 2 },
  gold: { childrenMax: 16, spareMax: 4 },
}

/**
 * The end of a request that waits for something, whose time PHP itself does not count: as long as the processor time
 * that the highest tier may have, for imports and backup plugins; a stuck site then frees its processes.
 */
const REQUEST_SECONDS_MAX = 300

/**
 * What a request gets, one setting a line. PHP keeps in a process what it was told last, by whichever request that was,
 * so each request says it: those of visitors by edge/lua/aipress/php.lua, in the same words.
 */
export const settingsText = ({ memoryMb, uploadMb, seconds }: PhpSettings): string =>
  [
    `memory_limit=${memoryMb}M`,
    `max_execution_time=${seconds}`,
    `upload_max_filesize=${uploadMb}M`,
    `post_max_size=${uploadMb + REQUEST_ROOM_MB}M`,
  ].join('\n')

/** The pool of a slot in its shard's PHP-FPM: started by its first request. */
export function poolOf(layout: Layout, place: Place): string {
  const slot = layout.shard(place.shardId).slot(place.slot)
  return `[${slot.database}]
listen = ${slot.sharedSocket}
pm = ondemand
pm.max_children = ${CHILDREN_MAX}
pm.process_idle_timeout = 5s
${poolSettings(layout, place)}`
}

/** Of the names of pools in PHP-FPMs that serve one site alone, by which their processes are told from others. */
export const OWN_POOL_SUFFIX = '_own'

/** All that a PHP-FPM of one slot reads. */
export function ownPoolOf(layout: Layout, place: Place, { childrenMax, spareMax }: OwnPool): string {
  const slot = layout.shard(place.shardId).slot(place.slot)
  return `${globalSettings(slot.ownPhp.pid)}
[${slot.database}${OWN_POOL_SUFFIX}]
listen = ${slot.ownPhp.socket}
pm = dynamic
pm.max_children = ${childrenMax}
pm.start_servers = 1
pm.min_spare_servers = 1
pm.max_spare_servers = ${spareMax}
${poolSettings(layout, place)}`
}

/** Five processes that crash within a minute mean that OPcache's memory is spoilt: start afresh. */
export function globalSettings(pid: string): string {
  return `[global]
pid = ${pid}
error_log = /proc/self/fd/2
log_level = notice
daemonize = no
; A restart at so many crashes would let any site, by crashing, end what its neighbours are at.
emergency_restart_threshold = 0
process_control_timeout = 10s
`
}

/** A slot's own user, logs and temporary files. */
function poolSettings(layout: Layout, place: Place): string {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const { uid, gid } = slotUser(layout.home, place)
  return `user = ${uid}
group = ${gid}
listen.owner = www-data
listen.group = www-data
listen.mode = 0600
listen.backlog = 64
pm.max_requests = 500
ping.path = /ping
pm.status_path = /status
request_terminate_timeout = ${REQUEST_SECONDS_MAX}s
security.limit_extensions = .php
catch_workers_output = no
clear_env = yes
env[AIPRESS_SITE_CONFIG] = ${quoted(slot.configuration)}
env[AIPRESS_SLOW_LOG] = ${quoted(slot.slowLog)}
env[PATH] = /usr/local/bin:/usr/bin:/bin
env[HOME] = ${quoted(slot.temporary)}
env[TMPDIR] = ${quoted(slot.temporary)}
${Object.entries(pathSettings(layout, place))
  .map(([name, value]) => `php_admin_value[${name}] = ${quoted(value)}`)
  .join('\n')}
`
}

/** Settings of PHP that name a slot's own paths; the same for pools and for WP-CLI. */
export function pathSettings(layout: Layout, place: Place): Record<string, string> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  return {
    error_log: slot.phpLog,
    sys_temp_dir: slot.temporary,
    upload_tmp_dir: slot.temporary,
    'session.save_path': slot.sessions,
    sendmail_path: sendmailCommand(layout, place),
  }
}

/** FPM reads its files as INI: within double quotes only these two need care, and a home folder has neither. */
function quoted(text: string): string {
  if (/["\\\n$]/.test(text)) throw new Error(`PHP-FPM's configuration cannot hold ${JSON.stringify(text)}.`)
  return `"${text}"`
}
