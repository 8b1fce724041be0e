import { AipressError } from '@aipress/contract'
import { DISK_FREE_BYTES_MIN, type Machine } from '../platform/machine.ts'

/** Throws `disk_full` before anything of a new site is made, while the servers themselves still have room to write. */
export async function requireRoom(machine: Pick<Machine, 'disk'>): Promise<void> {
  const { freeBytes } = await machine.disk()
  if (freeBytes >= DISK_FREE_BYTES_MIN) return
  const freeMb = Math.floor(freeBytes / 1e6)
  throw new AipressError(
    'disk_full',
    `The disk is almost full: ${freeMb} MB are free, too few for a new site.`,
    {
      hint: `Free some space until ${DISK_FREE_BYTES_MIN / 1e6} MB are free, then try again; existing sites go on.`,
    },
  )
}
