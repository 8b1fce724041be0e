import { readFileSync } from 'node:fs'

/**
 * Of `/proc` and `/sys`: answered from memory, with no disk to wait for. Asked for at once, as Node reads a file that
 * does not say its size in five turns of other threads and takes 64 kB for it. Empty where there is no such file.
 */
export function readKernelFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Linux counts in hundredths of a second here on every machine that Debian runs on. */
export const TICKS_PER_SECOND = 100

/**
 * What the `stat` of a process or a thread says after its name (`pid (name) state …`, where the name may hold
 * anything), the state first; none where there is no such file.
 */
export function readStat(path: string): string[] {
  const text = readKernelFile(path)
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ')
}
