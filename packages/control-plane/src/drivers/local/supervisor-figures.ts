import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readStat, TICKS_PER_SECOND } from './kernel-file.ts'
import type { Layout } from './layout.ts'
import { ownMemory } from './process-memory.ts'

export interface SupervisorFigures {
  readonly memoryBytes: number
  readonly uptimeSeconds: number
}

/** Of a platform's `s6-svscan` with all its `s6-supervise` and `s6-log`; the daemons below them count for themselves. */
export async function supervisorFigures(layout: Layout): Promise<SupervisorFigures | undefined> {
  const pid = await scannerOf(layout)
  if (pid === undefined) return undefined
  const [memoryBytes, uptimeSeconds] = await Promise.all([memoryOfSupervisors(pid), uptimeOf(pid)])
  return { memoryBytes, uptimeSeconds }
}

async function scannerOf(layout: Layout): Promise<string | undefined> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const argv = (await textOf(pid, 'cmdline')).split('\0')
    if (argv[0] === 's6-svscan' && argv.includes(layout.services)) return pid
  }
  return undefined
}

async function memoryOfSupervisors(pid: string): Promise<number> {
  if (!(await textOf(pid, 'comm')).startsWith('s6-')) return 0
  const children = (await textOf(pid, `task/${pid}/children`)).split(' ').filter(Boolean)
  const sizes = await Promise.all(children.map((child) => memoryOfSupervisors(child)))
  return sizes.reduce((sum, size) => sum + size, (await ownMemory(Number(pid))) ?? 0)
}

async function uptimeOf(pid: string): Promise<number> {
  const startedTicks = Number(readStat(join('/proc', pid, 'stat'))[19])
  const [machineSeconds] = (await readFile('/proc/uptime', 'utf8')).split(' ')
  return Math.max(0, Math.floor(Number(machineSeconds) - startedTicks / TICKS_PER_SECOND))
}

/** Processes come and go while they are looked at. */
const textOf = (pid: string, file: string) => readFile(join('/proc', pid, file), 'utf8').catch(() => '')
