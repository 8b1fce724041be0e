import { constants } from 'node:fs'
import { type FileHandle, lstat, open } from 'node:fs/promises'

/** The end of a file that is looked at for its newest lines, and the most that is read in one turn. */
const READ_BYTES_MAX = 1024 * 1024

/**
 * The lines of a log that others write, as they come: also after it was put aside for a new file, or
 * emptied. Whoever writes it may be hostile, so links are not followed.
 */
export interface LogFile extends AsyncDisposable {
  /** The newest lines there are now, oldest first, from the file put aside as well where it takes both. */
  tail(lines: number): Promise<string[]>
  /** Lines completed since the last call of `tail` or `next`; at most a megabyte of them. */
  next(): Promise<string[]>
}

export function openLogFile(path: string): LogFile {
  let file: FileHandle | undefined
  let position = 0
  let rest = ''

  const readMore = async () => {
    if (file === undefined) return []
    const size = (await file.stat()).size
    if (size < position) [position, rest] = [0, '']
    const chunk = await readAt(file, position, Math.min(size - position, READ_BYTES_MAX))
    position += chunk.length
    const lines = (rest + chunk.toString('utf8')).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > READ_BYTES_MAX) rest = ''
    return lines
  }

  return {
    async tail(count) {
      await file?.close()
      file = await openRegular(path)
      position = Math.max(0, ((await file?.stat())?.size ?? 0) - READ_BYTES_MAX)
      rest = ''
      const cut = position > 0
      const lines = (await readMore()).slice(cut ? 1 : 0)
      const missing = count - lines.length
      return missing > 0 ? [...(await tailOfAside(path, missing)), ...lines] : lines.slice(-count)
    },
    async next() {
      const lines = await readMore()
      if (lines.length > 0 || !(await isReplaced(path, file))) return lines
      await file?.close()
      file = await openRegular(path)
      ;[position, rest] = [0, '']
      return await readMore()
    },
    async [Symbol.asyncDispose]() {
      await file?.close()
    },
  }
}

async function tailOfAside(path: string, count: number): Promise<string[]> {
  const file = await openRegular(`${path}.1`)
  if (file === undefined) return []
  try {
    const { size } = await file.stat()
    const start = Math.max(0, size - READ_BYTES_MAX)
    const text = (await readAt(file, start, size - start)).toString('utf8')
    return text
      .split('\n')
      .slice(start > 0 ? 1 : 0, -1)
      .slice(-count)
  } finally {
    await file.close()
  }
}

async function openRegular(path: string): Promise<FileHandle | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(path, flags).catch(() => undefined)
  if (file === undefined || (await file.stat()).isFile()) return file
  await file.close()
  return undefined
}

async function isReplaced(path: string, file: FileHandle | undefined): Promise<boolean> {
  const present = await lstat(path).catch(() => undefined)
  if (present === undefined) return false
  return file === undefined || (await file.stat()).ino !== present.ino
}

async function readAt(file: FileHandle, position: number, sizeBytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(sizeBytes)
  const { bytesRead } = await file.read(buffer, 0, sizeBytes, position)
  return buffer.subarray(0, bytesRead)
}
