import { createHash, randomBytes } from 'node:crypto'
import { access, cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Layout } from '@aipress/control-plane/drivers/local/layout.ts'
import { switchLink } from '@aipress/control-plane/drivers/local/owned-files.ts'
import { execa } from 'execa'
import { SetupError } from '../../../tools/setup-error.mjs'
import { WORDPRESS_VERSION } from '../../../tools/wordpress.mjs'

/** WordPress' core and WP-CLI are in the home folder, as hard links to the shared download where the disk allows it. */
export async function placeWordpress(layout: Layout, download: string, signal: AbortSignal): Promise<void> {
  if (!(await exists(download))) {
    throw new SetupError('WordPress has not been downloaded yet.', {
      hint: 'Run "npm run up" or "npm test".',
    })
  }
  await mkdir(layout.wordpress.root, { recursive: true })
  await placeOnce(join(download, 'wordpress'), layout.wordpress.core(WORDPRESS_VERSION), signal)
  await placeOnce(join(download, 'wp-cli.phar'), layout.wpCli, signal)
}

/** Complete whenever it exists, as it is made aside and moved into place. */
async function placeOnce(source: string, target: string, signal: AbortSignal): Promise<void> {
  if (await exists(target)) return
  const aside = `${target}.${randomBytes(6).toString('hex')}`
  // GNU cp links and copies trees many times faster than one call per file from here.
  const linked = await execa('cp', ['-al', source, aside], { reject: false, cancelSignal: signal })
  if (linked.exitCode !== 0) {
    await rm(aside, { recursive: true, force: true })
    await execa('cp', ['-a', source, aside], { cancelSignal: signal })
  }
  await rename(aside, target)
}

/** A browser with an open page still asks for the files of the build before. */
const BUILDS_KEPT = 2

/** The console as built is what the edge serves, from one moment to the next. */
export async function placeConsole(layout: Layout, dist: string): Promise<void> {
  if (!(await exists(join(dist, 'index.html')))) {
    throw new SetupError(`The console has not been built: there is no ${dist}.`, {
      hint: 'Run "npm run up" or "npm test", which build it.',
    })
  }
  const digest = await digestOfFolders([dist])
  const target = `${layout.console}-${digest.slice(0, 16)}`
  if (!(await exists(target))) {
    const aside = `${target}.${randomBytes(6).toString('hex')}`
    await cp(dist, aside, { recursive: true, preserveTimestamps: true })
    await rename(aside, target)
  }
  await switchLink(layout.console, basename(target))
  await removeOldBuilds(layout, basename(target))
}

async function removeOldBuilds(layout: Layout, present: string): Promise<void> {
  const folder = dirname(layout.console)
  const prefix = `${basename(layout.console)}-`
  const others = (await readdir(folder)).filter((name) => name.startsWith(prefix) && name !== present)
  for (const name of others.slice(BUILDS_KEPT - 1)) await rm(join(folder, name), { recursive: true })
}

/** Of paths and contents; tells whether anything below the folders changed. */
export async function digestOfFolders(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    for (const file of files.sort()) hash.update(`${file}\0`).update(await readFile(file))
  }
  return hash.digest('hex')
}

export const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
