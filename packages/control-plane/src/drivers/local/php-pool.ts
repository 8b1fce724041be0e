import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import { sendmailCommand } from './mail-program.ts'
import { slotUser } from './slot-user.ts'

/** A page needs one; wp-admin asks for a few things at once. More would let one site starve 49 others. */
const CHILDREN_MAX = 4

/** Of one site, its WP-CLI commands included: what a page may start beside these is a mail or a conversion. */
export const PROCESSES_MAX = 64

/** Long enough for an import or a backup plugin, short enough that a stuck site frees its processes. */
const REQUEST_SECONDS_MAX = 120

/** The pool of a slot: its own user, socket, logs and temporary files; started by its first request. */
export function poolOf(layout: Layout, place: Place): string {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const { uid, gid } = slotUser(layout.home, place)
  return `[${slot.database}]
user = ${uid}
group = ${gid}
listen = ${slot.socket}
listen.owner = www-data
listen.group = www-data
listen.mode = 0600
listen.backlog = 64
pm = ondemand
pm.max_children = ${CHILDREN_MAX}
pm.process_idle_timeout = 30s
pm.max_requests = 500
ping.path = /ping
pm.status_path = /status
request_terminate_timeout = ${REQUEST_SECONDS_MAX}s
security.limit_extensions = .php
catch_workers_output = no
clear_env = yes
env[AIPRESS_SITE_CONFIG] = ${quoted(slot.configuration)}
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
