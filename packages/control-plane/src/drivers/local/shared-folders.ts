import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { removeTree } from './remove-tree.ts'

/** Where every user of the machine may write. They are sticky: nobody can exchange what another put there. */
const FOLDERS = ['/tmp', '/var/tmp', '/dev/shm']

/** What the user left there is gone, so that the number's next owner does not find it. */
export async function removeSharedFilesOf(uid: number): Promise<void> {
  for (const folder of FOLDERS) {
    const found: string[] = []
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name)
      if ((await lstat(path).catch(() => undefined))?.uid === uid) found.push(path)
    }
    if (found.length > 0) await removeTree(...found)
  }
}
