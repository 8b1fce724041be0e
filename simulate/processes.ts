import { readFile } from 'node:fs/promises'

/** What the kernel says of a process: memory in bytes, processor time in seconds since it started. */
export interface ProcessFigures {
  readonly rssBytes: number
  readonly cpuSeconds: number
}

/** Debian's kernels count processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4096

/** Undefined where it has ended. */
export async function figuresOfProcess(pid: number): Promise<ProcessFigures | undefined> {
  const [stat, statm] = await Promise.all(
    ['stat', 'statm'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => undefined)),
  )
  if (stat === undefined || statm === undefined) return undefined
  // The name stands in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [Number(fields[11]), Number(fields[12])]
  return {
    rssBytes: Number(statm.split(' ')[1]) * PAGE_BYTES,
    cpuSeconds: (user + system) / TICKS_PER_SECOND,
  }
}

/** Of PostgreSQL: its server processes all together; memory they share is counted once for each. */
export async function cpuSecondsOf(pids: readonly number[]): Promise<number> {
  const figures = await Promise.all(pids.map(figuresOfProcess))
  return figures.reduce((sum, figure) => sum + (figure?.cpuSeconds ?? 0), 0)
}
