import { chmod, copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { PROCESSES_MAX } from '../../../packages/control-plane/src/drivers/local/php-pool.ts'
import { type Area, prints, type Switch } from '../attack.ts'
import { asOneUser, bystander, isBystanderGone } from '../bystander.ts'
import { loose } from '../loose-php.ts'
import type { World } from '../world.ts'

/** One user for all sites, and all processes in sight. */
const oneUser: Switch = {
  how: 'both sites run as one user, and /proc shows all',
  async off(world) {
    const apart = await asOneUser(world)
    const off = await loose('', {}).off(world)
    return {
      ...off,
      async undo() {
        await apart()
        await off.undo()
      },
    }
  },
}

/** As some package on a machine may have it: root's program, for everybody to run. */
async function setuidProgram(world: World) {
  const program = join(world.layout.home, 'run', 'setuid-cat')
  await copyFile('/bin/cat', program)
  await chmod(program, 0o4755)
  world.target.setuidProgram = program
  return () => rm(program)
}

/** Only what the attack itself has made: others of the machine have some as well. */
const KEY = '0x41495052'
const systemV = loose('PHP started without namespaces of its own', {
  async undo() {
    for (const kind of ['-M', '-S', '-Q']) await execa('ipcrm', [kind, KEY], { reject: false })
  },
})

export const PROCESSES: Area = {
  title: 'Processes and memory',
  attacks: [
    {
      name: 'list-processes',
      tries: 'lists what others run, with its arguments',
      protection: 'a view of /proc of the shard’s own, where each user sees its own (hidepid=2)',
      succeeded: prints('mariadbd'),
      without: loose('PHP started without namespaces of its own', {}),
    },
    {
      name: 'read-environment',
      tries: 'reads the environment of a neighbour’s process',
      protection: 'a user for each site; processes of others are out of sight',
      stage: bystander,
      without: oneUser,
    },
    {
      name: 'enter-folder-of-process',
      tries: 'enters the folder that a neighbour’s process works in',
      protection: 'a user for each site; processes of others are out of sight',
      stage: bystander,
      without: oneUser,
    },
    {
      name: 'read-open-files',
      tries: 'reads what a neighbour’s process has open',
      protection: 'a user for each site; processes of others are out of sight',
      stage: bystander,
      without: oneUser,
    },
    {
      name: 'read-memory',
      tries: 'reads the memory of a neighbour’s process',
      protection: 'a user for each site; processes of others are out of sight',
      stage: bystander,
      without: oneUser,
    },
    {
      name: 'trace',
      tries: 'takes hold of a neighbour’s process as a debugger (ptrace)',
      protection: 'a user for each site',
      stage: bystander,
      succeeded: prints('traced'),
      without: oneUser,
    },
    {
      name: 'kill',
      tries: 'ends a neighbour’s process',
      protection: 'a user for each site',
      stage: bystander,
      succeeded: isBystanderGone,
      without: oneUser,
    },
    {
      name: 'exhaust-processes',
      tries: 'starts processes until there are no more for others',
      protection: `at most ${PROCESSES_MAX} processes of a site (RLIMIT_NPROC)`,
      succeeded: (_, output) => Number(/started (\d+)/.exec(output)?.[1]) > PROCESSES_MAX,
      without: loose('PHP started without `prlimit --nproc`', { without: 'nproc' }),
    },
    {
      name: 'become-root',
      tries: 'runs a program that belongs to root and has the setuid bit',
      protection: 'no program gives a site’s processes other rights (no_new_privs)',
      stage: setuidProgram,
      succeeded: prints('"code":0'),
      without: loose('PHP started without `setpriv --no-new-privs`', { without: 'no-new-privs' }),
    },
    {
      name: 'leave-file-in-memory',
      tries: 'leaves a file in shared memory (/dev/shm), for whoever comes after it',
      protection: 'a /dev/shm of the shard’s own, which nobody may write to',
      succeeded: prints('was left'),
      stage: async () => () => rm('/dev/shm/aipress-hostile', { force: true }),
      without: loose('PHP started without namespaces of its own', {}),
    },
    {
      name: 'leave-segment',
      tries: 'leaves a segment of shared memory (System V), which PHP opens to all users',
      protection: 'a namespace of the shard’s own, in which there may be none',
      succeeded: prints('was left'),
      without: systemV,
    },
    {
      name: 'leave-semaphore',
      tries: 'leaves a semaphore (System V), which PHP opens to all users',
      protection: 'a namespace of the shard’s own, in which there may be none',
      succeeded: prints('was left'),
      without: systemV,
    },
    {
      name: 'leave-message-queue',
      tries: 'leaves a queue of messages (System V), which PHP opens to all users',
      protection: 'a namespace of the shard’s own, in which there may be none',
      succeeded: prints('was left'),
      without: systemV,
    },
  ],
}
