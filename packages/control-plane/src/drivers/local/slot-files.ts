import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import { CURRENT_RELEASE } from './mail-program.ts'
import { diskFullOr, ensureFolder, isDiskFull, switchLink } from './owned-files.ts'
import { ensurePhpLogs } from './php-logs.ts'
import { removeTree } from './remove-tree.ts'
import { removeSharedFilesOf } from './shared-folders.ts'
import { killProcessesOf } from './slot-processes.ts'
import { slotUser } from './slot-user.ts'
import { systemUser } from './system-user.ts'

/**
 * The folders of a slot. Its root lets everybody pass, as both the site's user and the web server must
 * and a folder has one group; what lies in it is closed to the neighbours each by itself. The site's user
 * owns no folder that holds something root opens by name (logs, mail), so it cannot put a link there.
 */
export async function ensureSlotFolders(layout: Layout, place: Place): Promise<void> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const user = slotUser(layout.home, place)
  const web = await systemUser('www-data')
  const root = { uid: 0, gid: 0 }
  try {
    await ensureFolder(dirname(slot.root), { ...root, mode: 0o711 })
    await ensureFolder(slot.root, { ...root, mode: 0o711 })
    await ensureFolder(slot.releases, { ...root, mode: 0o711 })
    await ensureFolder(slot.media, { uid: user.uid, gid: web.gid, mode: 0o2750 })
    // PHP moves an upload from here into the media folder, where nginx reads it by this group.
    await ensureFolder(slot.temporary, { uid: user.uid, gid: web.gid, mode: 0o2700 })
    await ensureFolder(slot.sessions, { ...user, mode: 0o700 })
    await ensureFolder(dirname(slot.phpLog), { uid: 0, gid: user.gid, mode: 0o750 })
    await ensureFolder(slot.mail, { uid: 0, gid: user.gid, mode: 0o750 })
    await ensureFolder(join(slot.mail, 'tmp'), { ...user, mode: 0o700 })
    await ensureFolder(join(slot.mail, 'new'), { ...user, mode: 0o700 })
    await ensureFolder(slot.schedule, { ...user, mode: 0o700 })
    await ensurePhpLogs(layout, place)
  } catch (error) {
    throw diskFullOr(error)
  }
}

/**
 * The release of a site that has no code of its own: links to the shared core, themes, plugins and
 * mu-plugins, and to the site's media. Built aside and moved into place, then made live.
 */
export async function ensureStandardRelease(layout: Layout, place: Place, version: string): Promise<void> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const release = join(slot.releases, `wordpress-${version}`)
  const aside = `${release}.new`
  await rm(aside, { recursive: true, force: true })
  await mkdir(join(aside, 'wp-content'), { recursive: true })
  for (const folder of [aside, join(aside, 'wp-content')]) await chmod(folder, 0o755)
  const core = layout.wordpress.core(version)
  const shared = layout.release(CURRENT_RELEASE)
  const links: Record<string, string> = {
    wordpress: core,
    'wp-content/themes': join(core, 'wp-content/themes'),
    'wp-content/plugins': join(core, 'wp-content/plugins'),
    'wp-content/languages': join(shared, 'languages'),
    'wp-content/mu-plugins': join(shared, 'mu-plugins'),
    'wp-content/uploads': slot.media,
  }
  for (const [name, target] of Object.entries(links)) await symlink(target, join(aside, name))
  await rm(release, { recursive: true, force: true })
  await rename(aside, release)
  await switchLink(slot.live, release)
}

/**
 * All files of the slot are gone, and after them what runs as its user; its state goes last. They are put
 * out of the user's reach first, which takes no time however many there are.
 */
export async function removeSlotFiles(layout: Layout, place: Place): Promise<void> {
  const shard = layout.shard(place.shardId)
  const slot = shard.slot(place.slot)
  await ensureFolder(shard.removed, { uid: 0, gid: 0, mode: 0o700 }).catch(passIfDiskFull)
  for (const name of await namesIn(slot.root)) {
    if (join(slot.root, name) === slot.state) continue
    const aside = join(shard.removed, `${slot.label}-${randomBytes(6).toString('hex')}`)
    await rename(join(slot.root, name), aside).catch(passIfDiskFull)
  }
  const asides = (await namesIn(shard.removed)).filter((name) => name.startsWith(`${slot.label}-`))
  const unmoved = (await namesIn(slot.root)).map((name) => join(slot.root, name))
  await removeTree(
    ...asides.map((name) => join(shard.removed, name)),
    ...unmoved.filter((path) => path !== slot.state),
  )
  await killProcessesOf(layout, place)
  await removeSharedFilesOf(slotUser(layout.home, place).uid)
  await removeTree(slot.root)
}

const namesIn = (folder: string) => readdir(folder).catch(() => [])

/** Removing makes room, so it must not need any. */
function passIfDiskFull(error: unknown): void {
  if (!isDiskFull(error)) throw error
}
