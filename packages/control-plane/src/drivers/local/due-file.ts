import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** A time of ten digits lasts until the year 2286. */
const DUE = /^\d{1,10}$/
const SIZE_BYTES_MAX = 16

export type DueFile =
  | { kind: 'due'; at: Date; writtenAt: Date }
  | { kind: 'never'; writtenAt: Date }
  | { kind: 'unreadable' }

/**
 * What a site has written about itself, in a folder of its own. Only a small plain file of its user with one name
 * counts: a link leads nowhere, and a pipe or a device holds nobody up.
 */
export async function readDueFile(path: string, uid: number): Promise<DueFile> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY
  const file = await open(path, flags).catch(() => undefined)
  if (file === undefined) return { kind: 'unreadable' }
  try {
    const found = await file.stat()
    const isOurs = found.isFile() && found.uid === uid && found.nlink === 1 && found.size <= SIZE_BYTES_MAX
    if (!isOurs) return { kind: 'unreadable' }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SIZE_BYTES_MAX), 0, SIZE_BYTES_MAX, 0)
    const text = buffer.toString('latin1', 0, bytesRead)
    const writtenAt = found.mtime
    if (text === 'never') return { kind: 'never', writtenAt }
    if (!DUE.test(text)) return { kind: 'unreadable' }
    return { kind: 'due', at: new Date(Number(text) * 1000), writtenAt }
  } catch {
    return { kind: 'unreadable' }
  } finally {
    await file.close()
  }
}
