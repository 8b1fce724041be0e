import { readdir, readFile } from 'node:fs/promises'

interface Held {
  readonly processes: number
  /** Each page of memory counted once among those that share it (PSS). */
  readonly memoryBytes: number
  readonly openFiles: number
}

/** What a process and all that it has started hold. */
export async function heldBelow(roots: readonly number[]): Promise<Held> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = new Map(await Promise.all(pids.map(async (pid) => [pid, await parentOf(pid)] as const)))
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (roots.includes(pid) || isBelow(parents.get(pid)))
  const below = pids.filter(isBelow)
  const [memory, files] = await Promise.all([
    Promise.all(below.map(memoryOf)),
    Promise.all(
      below.map((pid) =>
        readdir(`/proc/${pid}/fd`).then(
          (names) => names.length,
          () => 0,
        ),
      ),
    ),
  ])
  return { processes: below.length, memoryBytes: sum(memory), openFiles: sum(files) }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

async function parentOf(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return parent === undefined ? undefined : Number(parent)
}

async function memoryOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024
}
