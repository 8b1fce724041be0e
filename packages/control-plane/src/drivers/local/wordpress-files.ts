import { createHash } from 'node:crypto'
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AipressError } from '@aipress/contract'
import type { Layout } from './layout.ts'
import { CURRENT_RELEASE } from './mail-program.ts'
import { ensureFile, ensureFolder, switchLink } from './owned-files.ts'

/** The release in use and the one before: processes that are just at work still read the latter. */
const RELEASES_KEPT = 2

/**
 * Brings what runs inside WordPress (`wordpress/` of the repository) into the home folder, as a release
 * named by its content, and makes it the present one for all sites. Safe to repeat; answers its id.
 */
export async function installWordPressFiles(layout: Layout, repositoryRoot: string): Promise<string> {
  const source = join(repositoryRoot, 'wordpress')
  const releaseId = await digestOf(source)
  const release = layout.release(releaseId)
  const releases = join(release, '..')
  await mkdir(layout.home, { recursive: true })
  // WordPress' shared code is no secret, and every site's user has to reach it.
  for (const folder of [releases, layout.wordpress.root]) await ensureFolder(folder, PUBLIC_FOLDER)
  if (!(await exists(release))) await copyRelease(source, release)
  await ensureFile(layout.wordpress.configuration, await readFile(join(source, 'wp-config.php'), 'utf8'), {
    uid: 0,
    gid: 0,
    mode: 0o644,
  })
  await switchLink(layout.release(CURRENT_RELEASE), releaseId)
  await removeOldReleases(releases, releaseId)
  return releaseId
}

/** The newest WordPress that has been put in place. */
export async function installedWordPressVersion(layout: Layout): Promise<string> {
  const names = await readdir(layout.wordpress.root).catch(() => [])
  const versions = names.filter((name) => /^\d+\.\d+(\.\d+)?$/.test(name))
  const newest = versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
  if (newest !== undefined) return newest
  throw new AipressError('platform_unavailable', 'WordPress itself is not in place on this machine.', {
    hint: 'Run "npm run up".',
  })
}

const PUBLIC_FOLDER = { uid: 0, gid: 0, mode: 0o755 }

async function copyRelease(source: string, release: string): Promise<void> {
  const aside = `${release}.new`
  await rm(aside, { recursive: true, force: true })
  await cp(source, aside, { recursive: true })
  await mkdir(join(aside, 'languages'), { recursive: true })
  for (const path of await everythingIn(aside)) {
    const isFile = !path.isDirectory()
    const isProgram = path.parentPath.endsWith('/bin')
    await chmod(join(path.parentPath, path.name), isFile && !isProgram ? 0o644 : 0o755)
  }
  await chmod(aside, 0o755)
  await rename(aside, release)
}

async function digestOf(source: string): Promise<string> {
  const hash = createHash('sha256')
  const files = (await everythingIn(source)).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  for (const path of paths) {
    const content = await readFile(path)
    hash.update(`${path.slice(source.length)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex').slice(0, 16)
}

async function everythingIn(folder: string) {
  return await readdir(folder, { recursive: true, withFileTypes: true })
}

async function removeOldReleases(releases: string, present: string): Promise<void> {
  const names = (await readdir(releases)).filter((name) => /^[0-9a-f]{16}$/.test(name) && name !== present)
  const dated = await Promise.all(
    names.map(async (name) => ({ name, at: await installedAt(join(releases, name)) })),
  )
  const old = dated.sort((a, b) => b.at - a.at).slice(RELEASES_KEPT - 1)
  for (const { name } of old) await rm(join(releases, name), { recursive: true, force: true })
}

async function installedAt(release: string): Promise<number> {
  return (await stat(release)).ctimeMs
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
