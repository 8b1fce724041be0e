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
