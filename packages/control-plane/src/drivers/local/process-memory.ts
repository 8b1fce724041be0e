import { readFile } from 'node:fs/promises'
import { readKernelFile, readStat } from './kernel-file.ts'

/** Deep enough for a daemon, its workers, and what those start. */
const DEPTH_MAX = 4

/** What a daemon and its children really hold: shared pages count in parts (PSS), so sums are true. */
export async function memoryOf(pid: number, depth = 0): Promise<number | undefined> {
  const own = await ownMemory(pid)
  if (own === undefined || depth >= DEPTH_MAX) return own
  const text = readKernelFile(`/proc/${pid}/task/${pid}/children`)
  const children = text.split(' ').filter(Boolean).map(Number)
  const parts = await Promise.all(children.map((child) => memoryOf(child, depth + 1)))
  return parts.reduce<number>((sum, part) => sum + (part ?? 0), own)
}

export async function ownMemory(pid: number): Promise<number | undefined> {
  // The kernel adds up every page of the process for it, which takes milliseconds: beside everything else.
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}

/** Whether somebody has made it stand still (SIGSTOP). Its children may go on and answer for it, for a while. */
export async function standsStill(pid: number): Promise<boolean> {
  return readStat(`/proc/${pid}/stat`)[0] === 'T'
}
