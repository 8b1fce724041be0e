import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { boundedLine } from '../../kernel/bounded-line.ts'
import type { LogChunk } from '../../platform/site-host.ts'

const READ_BYTES_MAX = 1024 * 1024
/** A longer one is no line of a log; it is passed over in pieces. */
const LINE_BYTES_MAX = 256 * 1024

/** Which file, by its number and the time it was made, as numbers are used again; and how much of it has been read. */
interface Position {
  readonly file: string
  readonly offset: number
}

/**
 * The whole lines of a log after a position. Of a log that has been put aside (`.1`) the rest comes first; where the
 * file of the position is neither, everything that is there has not been read yet.
 */
export async function logAfter(
  path: string,
  text: string | undefined,
  signal: AbortSignal,
): Promise<LogChunk> {
  const before = positionOf(text)
  await using aside = await openRegular(`${path}.1`)
  await using present = await openRegular(path)
  signal.throwIfAborted()
  const presentFile = present && (await identityOf(present))
  if (aside !== undefined && before !== undefined && before.file !== presentFile) {
    const file = await identityOf(aside)
    const chunk = await read(aside, { file, offset: before.file === file ? before.offset : 0 }, true)
    if (chunk.lines.length > 0 || chunk.hasMore) return chunkOf(chunk)
  }
  if (present === undefined || presentFile === undefined) return { lines: [], position: text ?? '' }
  const offset = before?.file === presentFile ? before.offset : 0
  return chunkOf(await read(present, { file: presentFile, offset }, false))
}

interface Read {
  readonly lines: string[]
  readonly position: Position
  readonly hasMore: boolean
}

/** In a file that is complete, what follows the last line break is a line as well. */
async function read(handle: FileHandle, { file, offset }: Position, isComplete: boolean): Promise<Read> {
  const { size } = await handle.stat()
  const start = size < offset ? 0 : offset
  const buffer = Buffer.alloc(Math.min(size - start, READ_BYTES_MAX))
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, start)
  const isLast = start + bytesRead >= size
  const end = wholeLines(buffer.subarray(0, bytesRead), isComplete && isLast)
  const lines = buffer.toString('utf8', 0, end).split('\n')
  if (lines.at(-1) === '') lines.pop()
  return {
    lines: lines.map(boundedLine),
    position: { file, offset: start + end },
    hasMore: !isLast && end > 0,
  }
}

function wholeLines(bytes: Buffer, takesRest: boolean): number {
  if (takesRest) return bytes.length
  const end = bytes.lastIndexOf(0x0a) + 1
  return end === 0 && bytes.length > LINE_BYTES_MAX ? bytes.length : end
}

const chunkOf = ({ lines, position }: Read): LogChunk => ({
  lines,
  position: `${position.file}:${position.offset}`,
})

function positionOf(text: string | undefined): Position | undefined {
  const [, file, offset] = /^(\d+-\d+):(\d+)$/.exec(text ?? '') ?? []
  return file === undefined ? undefined : { file, offset: Number(offset) }
}

async function identityOf(handle: FileHandle): Promise<string> {
  const { ino, birthtimeNs } = await handle.stat({ bigint: true })
  return `${ino}-${birthtimeNs}`
}

/** The slot's user writes it, so a link is not followed. */
async function openRegular(path: string): Promise<FileHandle | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(path, flags).catch(() => undefined)
  if (file === undefined || (await file.stat()).isFile()) return file
  await file.close()
  return undefined
}
