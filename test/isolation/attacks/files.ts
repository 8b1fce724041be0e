import { access, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createLocalMailSpool } from '../../../packages/control-plane/src/drivers/local/mail-spool.ts'
import type { Area } from '../attack.ts'
import { prints } from '../attack.ts'
import { cannot, edged, opened } from '../switches.ts'
import type { World } from '../world.ts'

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
const removed = (path: (world: World) => string) => async (world: World) => () =>
  rm(path(world), { force: true, recursive: true })

const ofVictim = (world: World) => world.victim.slot
const release = ({ layout }: World) => join(layout.release('current'), 'languages')
const followed = edged('`disable_symlinks off` in nginx', 'sites.conf', (text) =>
  text.replace(/disable_symlinks on[^;]*;/, 'disable_symlinks off;'),
)

export const FILES: Area = {
  title: 'Files',
  attacks: [
    {
      name: 'read-configuration',
      tries: 'reads a neighbour’s config.php, with its passwords',
      protection: 'root’s, and of the group of the neighbour’s own user (0440)',
      without: opened('config.php 0444', (world) => ({ [ofVictim(world).configuration]: 0o444 })),
    },
    {
      name: 'read-far-configuration',
      tries: 'reads the config.php of a site on another shard',
      protection: 'root’s, and of the group of that site’s own user (0440)',
      without: opened('config.php 0444', ({ far }) => ({ [far.slot.configuration]: 0o444 })),
    },
    {
      name: 'read-uploads',
      tries: 'reads a neighbour’s uploaded file past the web server',
      protection: 'the media folder is its user’s and the web server’s (2750)',
      without: opened('media 0755', (world) => ({ [ofVictim(world).media]: 0o755 })),
    },
    {
      name: 'traverse-relative',
      tries: 'climbs out of its own folder by `../..`',
      protection:
        'the media folder is its user’s and the web server’s (2750); there is no open_basedir to get around',
      without: opened('media 0755', (world) => ({ [ofVictim(world).media]: 0o755 })),
    },
    {
      name: 'write-uploads',
      tries: 'puts a file among a neighbour’s uploads',
      protection: 'the media folder is its user’s (2750)',
      stage: removed((world) => join(ofVictim(world).media, 'defaced.txt')),
      succeeded: (world) => exists(join(ofVictim(world).media, 'defaced.txt')),
      without: opened('media 0777', (world) => ({ [ofVictim(world).media]: 0o777 })),
    },
    {
      name: 'read-sessions',
      tries: 'reads a neighbour’s PHP sessions',
      protection: 'a folder of sessions for each slot (0700)',
      without: opened('sessions 0755', (world) => ({ [ofVictim(world).sessions]: 0o755 })),
    },
    {
      name: 'read-temporary',
      tries: 'reads what a neighbour is uploading or importing',
      protection: 'a temporary folder for each slot (2700)',
      without: opened('tmp 0755', (world) => ({ [ofVictim(world).temporary]: 0o755 })),
    },
    {
      name: 'read-mail',
      tries: 'reads a neighbour’s mail that waits to be sent',
      protection: 'a spool for each slot (0750, 0700)',
      without: opened('mail 0755', (world) => ({
        [ofVictim(world).mail]: 0o755,
        [join(ofVictim(world).mail, 'tmp')]: 0o755,
      })),
    },
    {
      name: 'forge-mail',
      tries: 'hands over mail in a neighbour’s name',
      protection: 'the sender is known by the spool, which only its user may write to (0700)',
      stage: removed((world) => join(ofVictim(world).mail, 'new/forged')),
      succeeded: (world) => exists(join(ofVictim(world).mail, 'new/forged')),
      without: opened('mail 0777', (world) => ({
        [ofVictim(world).mail]: 0o777,
        [join(ofVictim(world).mail, 'new')]: 0o777,
      })),
    },
    {
      name: 'link-as-mail',
      tries: 'has root send it a neighbour’s file, as a link among its mail',
      protection: 'mail is read by handle, without links, and only if it has one name and is its sender’s',
      stage: removed(({ attacker }) => join(attacker.slot.mail, 'new/link')),
      succeeded: async ({ layout, secret }) => {
        const mails = await createLocalMailSpool(layout).collect(AbortSignal.timeout(10_000))
        return JSON.stringify(mails.map((mail) => Object.values(mail).map(String))).includes(secret)
      },
      without: cannot('it is how the collector opens files (`mail-spool-folder.ts`), not a setting'),
    },
    {
      name: 'read-php-log',
      tries: 'reads a neighbour’s PHP errors',
      protection: 'a folder of logs for each slot (0750)',
      without: opened('logs 0755', (world) => ({ [dirname(ofVictim(world).phpLog)]: 0o755 })),
    },
    {
      name: 'read-access-log',
      tries: 'reads who visits a neighbour, and what they ask for',
      protection: 'access logs are the web server’s and root’s (0750)',
      without: opened('the folders 0755, the log 0644', (world) => {
        const log = join(world.layout.edge.siteLogs, world.victim.siteId)
        return { [world.layout.edge.siteLogs]: 0o755, [log]: 0o755, [join(log, 'access.log')]: 0o644 }
      }),
    },
    {
      name: 'list-neighbours',
      tries: 'lists who else is on the shard',
      protection: 'folders above the slots let everybody pass and nobody look (0711)',
      succeeded: prints('"02"'),
      without: opened('sites 0755', (world) => ({ [dirname(ofVictim(world).root)]: 0o755 })),
    },
    {
      name: 'walk-home',
      tries: 'reads everything in the platform’s folder that it can find',
      protection: 'each folder by itself: 0711 above the slots, the slots’ own closed',
      without: opened('slots 0755, media 0755', (world) => ({
        [world.layout.shards]: 0o755,
        [world.layout.shard(world.victim.place.shardId).root]: 0o755,
        [dirname(ofVictim(world).root)]: 0o755,
        [ofVictim(world).root]: 0o755,
        [ofVictim(world).media]: 0o755,
      })),
    },
    {
      name: 'read-platform-secrets',
      tries: 'reads the platform’s own keys and passwords',
      protection: 'keys are root’s alone (0600, 0700)',
      succeeded: prints('found:'),
      without: opened('purge.secret 0644', ({ layout }) => ({ [layout.edge.purgeSecret]: 0o644 })),
    },
    {
      name: 'change-shared-code',
      tries: 'puts code where all sites would run it',
      protection: 'core, themes and mu-plugins are root’s (0755)',
      stage: removed((world) => join(release(world), 'hostile.php')),
      succeeded: (world) => exists(join(release(world), 'hostile.php')),
      without: opened('the release’s folder 0777', (world) => ({ [release(world)]: 0o777 })),
    },
    {
      name: 'link-from-uploads',
      tries: 'links an upload to a neighbour’s file and lets the web server fetch it',
      protection: 'nginx follows no links among uploads',
      stage: removed(({ attacker }) => join(attacker.slot.media, 'stolen.txt')),
      without: followed,
    },
    {
      name: 'link-folder-from-uploads',
      tries: 'links a folder of uploads to a neighbour’s',
      protection: 'nginx follows no links among uploads, on no part of the path',
      stage: removed(({ attacker }) => join(attacker.slot.media, 'stolen')),
      without: followed,
    },
    {
      name: 'link-to-system-file',
      tries: 'links an upload to /etc/passwd and lets the web server fetch it',
      protection: 'nginx follows no links among uploads',
      stage: removed(({ attacker }) => join(attacker.slot.media, 'system.txt')),
      succeeded: prints('root:x:0:0'),
      without: followed,
    },
    {
      name: 'hard-link',
      tries: 'gives a neighbour’s file a second name among its own uploads',
      protection:
        'the media folder is its user’s and the web server’s (2750); Linux links only what one may write',
      stage: removed(({ attacker }) => join(attacker.slot.media, 'hard.txt')),
      without: opened('media 0777, the file 0666', (world) => ({
        [ofVictim(world).media]: 0o777,
        [join(ofVictim(world).media, 'private.txt')]: 0o666,
      })),
    },
    {
      name: 'take-address',
      tries: 'writes a route, to be shown at a neighbour’s address',
      protection: 'routes are root’s to write and the web server’s to read (0750)',
      stage: removed(({ layout }) => join(layout.edge.routes, 'stolen.localhost')),
      succeeded: ({ layout }) => exists(join(layout.edge.routes, 'stolen.localhost')),
      without: opened('routes 0777', ({ layout }) => ({ [layout.edge.routes]: 0o777 })),
    },
  ],
}
