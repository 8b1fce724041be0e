import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SEEDS_VARIABLE } from './seeds.ts'

/** Once for a whole run, before its first test. */
export async function setup(): Promise<() => Promise<void>> {
  const seeds = await mkdtemp(join(tmpdir(), 'aipress-seeds-'))
  process.env[SEEDS_VARIABLE] = seeds
  return () => rm(seeds, { recursive: true, force: true })
}
