import { randomBytes } from 'node:crypto'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import type { Layout } from '../../packages/control-plane/src/drivers/local/layout.ts'
import { WORDPRESS_VERSION } from '../../tools/wordpress.mjs'

/**
 * What every platform begins with and takes seconds of the processor to make: the first of a test run that has it leaves
 * a copy, with which all others begin. It is of one run only, so it is never older than the code. Without such a run,
 * as in benches, everybody makes their own.
 */
export const SEEDS_VARIABLE = 'AIPRESS_SEEDS_OF_TEST_RUN'

const folder = process.env[SEEDS_VARIABLE]

/** Answers false where there is none yet. */
export async function sow(name: string, target: string): Promise<boolean> {
  if (folder === undefined || !(await exists(join(folder, name)))) return false
  await mkdir(dirname(target), { recursive: true })
  await execa('cp', ['-a', join(folder, name), target])
  return true
}

/** Nothing may be writing to the source any more. */
export async function keepSeed(name: string, source: string): Promise<void> {
  if (folder === undefined || (await exists(join(folder, name)))) return
  const aside = join(folder, `.${name}-${randomBytes(6).toString('hex')}`)
  await execa('cp', ['-a', source, aside])
  // Another test process may have been first.
  await rename(aside, join(folder, name)).catch(() => rm(aside, { recursive: true, force: true }))
}

/** For a home folder in which there is no shard yet. */
export async function sowShards(layout: Layout): Promise<void> {
  await sow('mariadb', layout.mariadbInstallations)
  await sow('golden.sql', layout.wordpress.goldenDatabase(WORDPRESS_VERSION))
}

/** Of a home folder with a shard. */
export async function keepShardSeeds(layout: Layout): Promise<void> {
  await keepSeed('mariadb', layout.mariadbInstallations)
  await keepSeed('golden.sql', layout.wordpress.goldenDatabase(WORDPRESS_VERSION))
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
