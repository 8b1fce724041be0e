import { readFile } from 'node:fs/promises'
import { AipressError } from '@aipress/contract'
import type { SlotUser } from './slot-user.ts'

export type SystemUserName = 'mysql' | 'postgres' | 'redis' | 'www-data'

/** A user that Debian's packages made. */
export async function systemUser(name: SystemUserName): Promise<SlotUser> {
  const passwd = await readFile('/etc/passwd', 'utf8')
  const line = passwd.split('\n').find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) {
    throw new AipressError('platform_unavailable', `This machine has no user "${name}".`, {
      hint: 'Run "npm run up": it installs the Debian packages that make it.',
    })
  }
  return { uid: Number(uid), gid: Number(gid) }
}
