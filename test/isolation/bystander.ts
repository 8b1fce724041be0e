import { once } from 'node:events'
import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import type { SlotUser } from '../../packages/control-plane/src/drivers/local/slot-user.ts'
import type { Undo } from './attack.ts'
import type { World } from './world.ts'

/** Holds a secret in its environment, its folder and an open file, as programs of a site do. */
const PROGRAM = `open($file, '<', 'secret.txt') or die; $| = 1; print "ready\\n"; sleep 600;`

/** Set while an attack is tried with its protection switched off: the neighbour runs as the attacker's own user. */
const sharedUsers = new WeakSet<World>()

/** A program of the victim's that runs while it is attacked; what is told is its number. */
export async function bystander(world: World): Promise<Undo> {
  const user = sharedUsers.has(world) ? world.attacker.user : world.victim.user
  const folder = await folderOf(world, user)
  const { uid, gid } = user
  const command = [
    '--reuid',
    String(uid),
    '--regid',
    String(gid),
    '--clear-groups',
    '--pdeathsig',
    'KILL',
    '--',
    'perl',
    '-e',
    PROGRAM,
  ]
  const child = execa('setpriv', command, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HELD: world.secret },
    extendEnv: false,
    reject: false,
    buffer: false,
  })
  await once(child.stdout, 'data')
  world.target.pid = child.pid
  return async () => {
    child.kill('SIGKILL')
    await child
    await rm(folder, { recursive: true, force: true })
  }
}

async function folderOf({ layout, secret }: World, { uid, gid }: SlotUser): Promise<string> {
  const folder = join(layout.home, 'bystander')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'secret.txt'), secret)
  await chown(folder, uid, gid)
  await chown(join(folder, 'secret.txt'), uid, gid)
  await chmod(folder, 0o700)
  await chmod(join(folder, 'secret.txt'), 0o600)
  return folder
}

export async function asOneUser(world: World): Promise<Undo> {
  sharedUsers.add(world)
  return async () => sharedUsers.delete(world)
}

export const isBystanderGone = ({ target }: World) => {
  try {
    process.kill(Number(target.pid), 0)
    return false
  } catch {
    return true
  }
}
