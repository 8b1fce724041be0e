import { readdir, readFile } from 'node:fs/promises'

/** The kernel counts in hundredths of a second (`getconf CLK_TCK`, the same on all Linux). */
const TICK_MS = 10

/**
 * What these processes, all that they have started, and what of that has ended took of the processors so far. On a
 * machine that others use too it says more than how long something took.
 */
export async function processorMsOf(pids: readonly number[]): Promise<number> {
  const all = await processes()
  const counted = new Set(pids)
  for (let grown = true; grown; ) {
    const young = all.filter(({ pid, parent }) => counted.has(parent) && !counted.has(pid))
    for (const { pid } of young) counted.add(pid)
    grown = young.length > 0
  }
  return all.reduce((sum, { pid, ticks }) => sum + (counted.has(pid) ? ticks * TICK_MS : 0), 0)
}

async function processes() {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const read = names.map(async (name) => {
    // `pid (name) state parent …`, where the name may hold anything.
    const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
    return { pid: Number(name), parent: Number(fields[1] ?? 0), ticks: Number.isNaN(own) ? 0 : own }
  })
  return Promise.all(read)
}
