import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../../kernel/clock.ts'
import type { TrafficLog, TrafficPart } from '../../platform/traffic-log.ts'
import type { Layout } from './layout.ts'
import { parseRequest } from './log-lines.ts'

/** About a thousand requests: what is parsed without a pause, and kept in memory for each of fifty sites. */
const READ_BYTES_MAX = 256 * 1024
/** nginx leaves a log that was put aside within two seconds (`open_log_file_cache`); a busy machine gets more. */
const SETTLED_MS = 6_000
/** Of a file's beginning, to know it again: the number of a file that is gone may be given to a new one. */
const HEAD_BYTES = 128

/** When a file was made, on a file system that does not keep it. */
const NOT_KNOWN = '0'

/** Logs are put aside once a minute at most. */
const LOOKS_MAX = 3

const Position = z.object({
  inode: z.string(),
  /** When the file was made: with the inode it is one file and no other, however little of it is left. */
  madeAt: z.string().optional(),
  offset: z.number().int().min(0),
  head: z.string(),
})
type Position = z.output<typeof Position>

/** Reads `access.log` of each site and those put aside (`access.log.1` is the newest of them). */
export function createLocalTrafficLog(layout: Layout, clock: Clock): TrafficLog {
  return {
    async read(siteId, position, signal) {
      const folder = join(layout.edge.siteLogs, siteId)
      const known = position === undefined ? undefined : Position.parse(JSON.parse(position))
      if (await isAtEnd(folder, known)) return undefined
      for (let look = 1; look <= LOOKS_MAX; look += 1) {
        signal.throwIfAborted()
        const logs = await openLogs(folder)
        try {
          // Logs that were put aside between two looks would be missing in the middle, and never read.
          if (await isAsNamed(folder, logs)) return await readOn(logs, known, clock())
        } finally {
          for (const { file } of logs) await file.close()
        }
      }
      return undefined
    },
  }
}

/** By the file's number and size alone: this is all that an idle site costs. */
async function isAtEnd(folder: string, known: Position | undefined): Promise<boolean> {
  const present = await stat(join(folder, 'access.log'), { bigint: true }).catch(() => undefined)
  if (present === undefined) return known === undefined && (await logNames(folder)).length === 0
  if (known === undefined) return false
  return String(present.ino) === known.inode && Number(present.size) === known.offset
}

interface OpenLog {
  readonly file: FileHandle
  readonly inode: string
  readonly madeAt: string
  readonly sizeBytes: number
  /** When it was last written to or renamed. */
  readonly changedAtMs: number
}

/** Oldest first. Each is open, so that names may change from here on. */
async function openLogs(folder: string): Promise<OpenLog[]> {
  const logs: OpenLog[] = []
  for (const name of await logNames(folder)) {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    const file = await open(join(folder, name), flags).catch(() => undefined)
    if (file === undefined) continue
    const { ino, birthtimeNs, size, ctimeMs } = await file.stat({ bigint: true })
    const [inode, sizeBytes, changedAtMs] = [String(ino), Number(size), Number(ctimeMs)]
    const madeAt = String(birthtimeNs)
    // For a moment, while it is put aside, a log has two names.
    if (logs.at(-1)?.inode === inode) await file.close()
    else logs.push({ file, inode, madeAt, sizeBytes, changedAtMs })
  }
  return logs
}

async function isAsNamed(folder: string, logs: readonly OpenLog[]): Promise<boolean> {
  const names = await logNames(folder)
  const stats = await Promise.all(
    names.map((name) => stat(join(folder, name), { bigint: true }).catch(() => undefined)),
  )
  const inodes = stats.map((one) => String(one?.ino))
  const named = inodes.filter((inode, index) => inode !== inodes[index - 1])
  return named.join() === logs.map(({ inode }) => inode).join()
}

async function logNames(folder: string): Promise<string[]> {
  const ageOf = (name: string) => Number(/^access\.log(?:\.(\d+))?$/.exec(name)?.[1] ?? 0)
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^access\.log(\.\d+)?$/.test(name))
  return names.toSorted((a, b) => ageOf(b) - ageOf(a))
}

async function readOn(
  logs: readonly OpenLog[],
  known: Position | undefined,
  nowMs: number,
): Promise<TrafficPart | undefined> {
  const found = known === undefined ? undefined : await placeOf(logs, known)
  let { index, offset } = found ?? { index: 0, offset: 0 }
  for (let log = logs[index]; log !== undefined; log = logs[index]) {
    const { lines, readBytes } = await linesAt(log, offset)
    const end = offset + readBytes
    const isLast = index === logs.length - 1
    if (readBytes > 0) {
      const requests = lines.map(parseRequest).filter((request) => request !== undefined)
      const more = end < log.sizeBytes || !isLast
      return { requests, position: await positionIn(log, end), more }
    }
    // A line may still be coming into a log that was put aside just now.
    if (isLast || nowMs - log.changedAtMs < SETTLED_MS) {
      const moved = known !== undefined && (found?.index !== index || offset !== known.offset)
      return moved ? { requests: [], position: await positionIn(log, offset), more: false } : undefined
    }
    index += 1
    offset = 0
  }
  return undefined
}

/**
 * Where to go on; undefined where the log is not known any more. One that is shorter than what was read of it has lost
 * its end, as a power cut makes it: what is left was read, and is not to count again.
 */
async function placeOf(
  logs: readonly OpenLog[],
  known: Position,
): Promise<{ index: number; offset: number } | undefined> {
  const index = logs.findIndex((log) => log.inode === known.inode)
  const log = logs[index]
  if (log === undefined) return undefined
  if (log.sizeBytes < Math.min(known.offset, HEAD_BYTES)) {
    const isSame = log.madeAt === known.madeAt && log.madeAt !== NOT_KNOWN
    return isSame ? { index, offset: await lastLineEnd(log) } : undefined
  }
  if ((await headOf(log, known.offset)) !== known.head) return undefined
  const offset = log.sizeBytes < known.offset ? await lastLineEnd(log) : known.offset
  return { index, offset }
}

/** nginx goes on right behind half a line that was left. */
async function lastLineEnd({ file, sizeBytes }: OpenLog): Promise<number> {
  const start = Math.max(0, sizeBytes - READ_BYTES_MAX)
  const buffer = Buffer.alloc(sizeBytes - start)
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start)
  const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1
  return end === 0 && start > 0 ? sizeBytes : start + end
}

async function positionIn(log: OpenLog, offset: number): Promise<string> {
  const position: Position = { inode: log.inode, madeAt: log.madeAt, offset, head: await headOf(log, offset) }
  return JSON.stringify(position)
}

async function headOf({ file }: OpenLog, offset: number): Promise<string> {
  const buffer = Buffer.alloc(Math.min(offset, HEAD_BYTES))
  await file.read(buffer, 0, buffer.length, 0)
  return createHash('sha256').update(buffer).digest('base64url').slice(0, 16)
}

/** Whole lines only. One that is longer than all that is read at once is none of nginx's, and passed over. */
async function linesAt(
  { file, sizeBytes }: OpenLog,
  offset: number,
): Promise<{ lines: string[]; readBytes: number }> {
  const buffer = Buffer.alloc(Math.min(Math.max(0, sizeBytes - offset), READ_BYTES_MAX))
  const { bytesRead } = await file.read(buffer, 0, buffer.length, offset)
  const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1
  if (end === 0) return { lines: [], readBytes: bytesRead === READ_BYTES_MAX ? bytesRead : 0 }
  const text = buffer.toString('utf8', 0, end - 1)
  return { lines: text.split('\n'), readBytes: end }
}
