import { readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { phpService, pingPhp } from '../../../packages/control-plane/src/drivers/local/php-fpm.ts'
import { becomesReady } from '../../../packages/control-plane/src/drivers/local/wait.ts'
import { type Area, prints, type Switch } from '../attack.ts'
import { type Looseness, loose } from '../loose-php.ts'
import { cannot, opened } from '../switches.ts'
import type { Neighbour, World } from '../world.ts'

/** OPcache keeps nothing that has just been written. */
async function withAgedCode({ victim }: World) {
  const anHourAgo = new Date(Date.now() - 3_600_000)
  await utimes(codeOf(victim), anHourAgo, anHourAgo)
  return async () => undefined
}

const codeOf = ({ slot }: Neighbour) => join(slot.media, 'code.php')

/** The victim has run its code, so that OPcache has it. */
const afterVictimRan = (looseness: Looseness): Looseness => ({
  ...looseness,
  before: async (run, { victim }) => run(victim, codeOf(victim)),
})

const openApi = afterVictimRan({ settings: { 'opcache.restrict_api': '""' } })

/** The shard's own PHP, as visits that crash come through the edge, which knows no other. */
const withEmergencyRestart: Switch = {
  how: '`emergency_restart_threshold = 5`',
  async off({ layout, cloud, victim }) {
    const { php } = layout.shard(victim.place.shardId)
    const before = await readFile(php.configuration, 'utf8')
    const take = async (text: string) => {
      await writeFile(php.configuration, text)
      const signal = AbortSignal.timeout(60_000)
      await cloud.supervisor.restart(phpService(victim.place.shardId), signal)
      await becomesReady('PHP', () => pingPhp(victim.slot.sharedSocket), signal)
    }
    const five = 'emergency_restart_threshold = 5\nemergency_restart_interval = 1m'
    const soon = 'process_control_timeout = 1s'
    await take(
      before
        .replace(/^emergency_restart_threshold = 0$/m, five)
        .replace(/^process_control_timeout = .*$/m, soon),
    )
    return { undo: () => take(before) }
  },
}

export const PHP: Area = {
  title: 'PHP',
  attacks: [
    {
      name: 'run-in-neighbours-pool',
      tries: 'asks a neighbour’s PHP, by its socket, to run a file',
      protection: 'each socket is the web server’s (0600), in a folder that nobody else may enter (0710)',
      stage: async () => () => rm('/tmp/aipress-hostile.php', { force: true }),
      without: opened('the folder 0711, the socket 0666', ({ victim }) => ({
        [dirname(victim.slot.socket)]: 0o711,
        [victim.slot.socket]: 0o666,
      })),
    },
    {
      name: 'include-from-opcache',
      tries: 'takes a neighbour’s code out of the OPcache that both share',
      protection: 'OPcache asks the file system for each user anew (`opcache.validate_permission`)',
      stage: withAgedCode,
      without: loose(
        '`opcache.validate_permission=0`',
        afterVictimRan({ settings: { 'opcache.validate_permission': '0' } }),
      ),
    },
    {
      name: 'list-opcache',
      tries: 'lists the neighbours’ scripts in OPcache',
      protection: 'no script may ask OPcache about itself (`opcache.restrict_api`)',
      stage: withAgedCode,
      succeeded: ({ victim }, output) => output.includes(codeOf(victim)),
      without: loose('`opcache.restrict_api` empty', openApi),
    },
    {
      name: 'reset-opcache',
      tries: 'empties OPcache for all neighbours',
      protection: 'no script may ask OPcache (`opcache.restrict_api`)',
      succeeded: prints('bool(true)'),
      without: loose('`opcache.restrict_api` empty', openApi),
    },
    {
      name: 'invalidate-opcache',
      tries: 'has OPcache forget a neighbour’s script',
      protection: 'no script may ask OPcache (`opcache.restrict_api`)',
      stage: withAgedCode,
      succeeded: prints('bool(true)'),
      without: loose('`opcache.restrict_api` empty', openApi),
    },
    {
      name: 'lock-opcache',
      tries: 'takes the lock of OPcache and keeps it, so that no neighbour’s code is compiled any more',
      protection: 'the lock’s file is root’s (0600) as soon as PHP has opened it',
      succeeded: prints('locked'),
      without: loose('PHP started by itself, which leaves its lock 0666', {}),
    },
    {
      name: 'restart-by-crashing',
      tries: 'crashes five times, so that PHP starts afresh for all neighbours',
      protection: 'PHP-FPM has no emergency restart',
      succeeded: async ({ layout, victim }) => {
        const log = join(layout.log(phpService(victim.place.shardId)), 'current')
        return (await readFile(log, 'utf8')).includes('processes threshold')
      },
      without: withEmergencyRestart,
    },
    {
      name: 'read-apcu',
      tries: 'reads what a neighbour keeps in APCu, whose memory all pools share',
      protection: '`apc.enabled=0`',
      succeeded: prints('kept by another'),
      without: loose('`apc.enabled=1`', {
        settings: { 'apc.enabled': '1' },
        before: async (run, world) => {
          const script = join(world.layout.home, 'keep.php')
          await writeFile(script, "<?php apcu_store('secret', 'kept by another');")
          await run(world.victim, script)
        },
      }),
    },
    {
      name: 'call-ffi',
      tries: 'calls the C library by FFI, past all that PHP forbids',
      protection: '`ffi.enable=0`',
      succeeded: prints('called'),
      without: loose('`ffi.enable=1`', { settings: { 'ffi.enable': '1' } }),
    },
    {
      name: 'load-extension',
      tries: 'loads an extension of its own into PHP (`dl`)',
      protection: 'PHP-FPM is built without `dl`',
      succeeded: prints('loaded'),
      without: cannot('there is no PHP-FPM that has it'),
    },
    {
      name: 'write-own-memory',
      tries: 'writes into the memory of its own PHP process, of which OPcache’s part is every neighbour’s',
      protection: 'PHP-FPM’s processes cannot be opened, not even by themselves (`process.dumpable` is off)',
      succeeded: prints('opened'),
      without: loose('`process.dumpable = yes`', { pool: { 'process.dumpable': 'yes' } }),
    },
    {
      name: 'loosen-settings',
      tries: 'switches these protections off by `ini_set`',
      protection: 'they are PHP_INI_SYSTEM: PHP takes them at its start alone',
      succeeded: prints('loosened'),
      without: cannot('it is how PHP is built, not a setting'),
    },
  ],
}
