import { dirname, join } from 'node:path'
import { phpService } from '../../../packages/control-plane/src/drivers/local/php-fpm.ts'
import { type Area, prints } from '../attack.ts'
import { metadataServer, withoutMetadataRules } from '../metadata-server.ts'
import { cannot, opened } from '../switches.ts'
import type { World } from '../world.ts'

const listsVictim = ({ victim }: World, output: string) => output.includes(victim.siteId)

export const NETWORK: Area = {
  title: 'Network and the platform itself',
  attacks: [
    {
      name: 'ask-metadata',
      tries: 'asks the cloud for the machine’s identity and tokens (169.254.169.254 and its like)',
      protection: 'routing rules for the shard’s users: nothing but names may be asked for there',
      stage: metadataServer,
      without: { how: '`ip rule` without the shard’s rules', off: withoutMetadataRules },
    },
    {
      name: 'enter-postgresql',
      tries: 'connects to the control plane’s database',
      protection: 'no TCP port; the socket and its folder are PostgreSQL’s alone (0700)',
      succeeded: prints('connected\n'),
      without: opened('run/postgres 0711, the socket 0777', ({ layout }) => ({
        [layout.postgres.run]: 0o711,
        [join(layout.postgres.run, '.s.PGSQL.5432')]: 0o777,
      })),
    },
    {
      name: 'command-by-machine-socket',
      tries: 'lists all sites by the machine’s own door, where everybody is an administrator',
      protection: 'the socket is root’s (0600)',
      succeeded: listsVictim,
      without: opened('machine.sock 0666', ({ layout }) => ({ [layout.machineSocket]: 0o666 })),
    },
    {
      name: 'enter-control-plane',
      tries: 'speaks to the control plane past the edge, and says who it is itself',
      protection: 'the socket is root’s and the web server’s (0660)',
      succeeded: prints('connected\n'),
      without: opened('control-plane.sock 0666', ({ layout }) => ({ [layout.controlPlaneSocket]: 0o666 })),
    },
    {
      name: 'enter-console-from-inside',
      tries: 'asks the console from the machine itself, with headers of somebody who may',
      protection: 'the console asks everybody who they are, wherever they come from',
      succeeded: listsVictim,
      without: cannot('authorisation is no setting; test/journeys/authorisation.test.ts has each action'),
    },
    {
      name: 'administer-edge',
      tries: 'reads all sites’ traffic by the edge’s own door',
      protection: 'the socket is in a folder that only root may enter (0700)',
      succeeded: prints('HTTP/1.1 200'),
      without: opened('run/edge 0711', ({ layout }) => ({ [dirname(layout.edge.adminSocket)]: 0o711 })),
    },
    {
      name: 'purge-neighbour',
      tries: 'has the edge forget a neighbour’s kept pages',
      protection: 'each place has a key of its own, made of a secret that is root’s alone (0600)',
      succeeded: prints('"generation"'),
      without: opened('purge.secret 0644', ({ layout }) => ({ [layout.edge.purgeSecret]: 0o644 })),
    },
    {
      name: 'command-supervisor',
      tries: 'tells the supervisor to stop a shard’s PHP',
      protection: 'its folders and pipes are root’s (0700)',
      succeeded: prints('opened'),
      without: opened('the folders 0711, the pipe 0622', ({ layout, victim }) => {
        const service = layout.service(phpService(victim.place.shardId))
        const supervise = join(service, 'supervise')
        return {
          [layout.services]: 0o711,
          [service]: 0o711,
          [supervise]: 0o711,
          [join(supervise, 'control')]: 0o622,
        }
      }),
    },
  ],
}
