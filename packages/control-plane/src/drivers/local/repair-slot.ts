import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Place } from '../../platform/place.ts'
import type { SiteSecrets } from '../../platform/site-host.ts'
import { ensureCacheUser, hasCacheUser } from './cache-user.ts'
import type { SlotLayout } from './layout.ts'
import { ensurePhpLogs } from './php-logs.ts'
import { readSiteConfiguration, siteConfiguration, writeSiteConfiguration } from './site-configuration.ts'
import { ensureDatabaseUser, faultOfDatabaseUser } from './site-database.ts'
import { type SlotDeps, slotOf } from './slot-deps.ts'
import { ensureSlotFolders, ensureStandardRelease } from './slot-files.ts'
import { readSlotRecord, type SlotRecord } from './slot-record.ts'

interface Wanted {
  secrets: SiteSecrets
  url: string | undefined
}

/**
 * Mends what a slot has lost besides its content. Content is never touched: a database or media that are gone
 * come back from a backup alone, and an account without them would only hide it.
 */
export async function repairSlot(
  deps: SlotDeps,
  place: Place,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<string[]> {
  const slot = slotOf(deps, place)
  const record = await readSlotRecord(slot)
  // A half-made slot is prepared or emptied as a whole; a frozen one is being moved.
  if (record === undefined || record.kind === 'unfinished' || 'frozen' in record) return []
  return [
    ...(await repairFolders(deps, place, slot, record)),
    ...(await repairConfiguration(deps, place, slot, wanted)),
    ...(await repairDatabaseUser(deps, place, wanted.secrets, signal)),
    ...(await repairCacheUser(deps, place, wanted.secrets)),
  ]
}

type Filled = Exclude<SlotRecord, { kind: 'unfinished' }>

async function repairFolders(
  { layout }: SlotDeps,
  place: Place,
  slot: SlotLayout,
  record: Filled,
): Promise<string[]> {
  const mended: string[] = []
  const folders = [slot.releases, slot.media, slot.temporary, slot.sessions, slot.phpLog, slot.schedule]
  const mail = [join(slot.mail, 'tmp'), join(slot.mail, 'new')]
  const there = await Promise.all([...folders, ...mail].map(exists))
  if (there.includes(false)) {
    await ensureSlotFolders(layout, place)
    mended.push('folders of the slot were gone: they were made again, empty')
  }
  // Slots of before there was one lack nothing by it, so nobody is told.
  if (!(await exists(slot.slowLog))) await ensurePhpLogs(layout, place)
  if (await exists(join(slot.live, 'wordpress'))) return mended
  // A release of the site's own is not ours to replace.
  const standard = `wordpress-${record.wordpressVersion}`
  const others = (await readdir(slot.releases)).filter((name) => !name.startsWith(standard))
  if (others.length > 0) return mended
  await ensureStandardRelease(layout, place, record.wordpressVersion)
  return [...mended, 'its release was gone: it was made again']
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

async function repairConfiguration(
  { layout }: SlotDeps,
  place: Place,
  slot: SlotLayout,
  { secrets, url }: Wanted,
): Promise<string[]> {
  const complete = await siteConfiguration(layout, place, secrets)
  const present = await readSiteConfiguration(slot).catch(() => undefined)
  if (present === undefined) {
    await writeSiteConfiguration(layout, place, { ...complete, url: url ?? complete.url })
    return ['its configuration was gone: it was written again']
  }
  const isRight =
    present.database.password === secrets.databasePassword &&
    present.cache.password === secrets.cachePassword &&
    present.loginKey === secrets.loginKey &&
    present.edge?.key === complete.edge?.key &&
    present.dueFile === complete.dueFile
  if (isRight) return []
  await writeSiteConfiguration(layout, place, { ...present, ...complete, url: present.url })
  return ['its configuration held other passwords, keys or paths: it was written again']
}

async function repairDatabaseUser(
  deps: SlotDeps,
  place: Place,
  { databasePassword }: SiteSecrets,
  signal: AbortSignal,
): Promise<string[]> {
  const fault = await faultOfDatabaseUser(deps, place, databasePassword, signal)
  if (fault === 'none' || fault === 'no database') return []
  await ensureDatabaseUser(deps, place, databasePassword, signal)
  return [
    {
      user: 'its database user was gone: it was made again',
      password: 'its database user had another password: it was set again',
      rights: 'its database user had lost its rights: they were granted again',
    }[fault],
  ]
}

async function repairCacheUser(
  deps: SlotDeps,
  place: Place,
  { cachePassword }: SiteSecrets,
): Promise<string[]> {
  if (await hasCacheUser(deps, place, cachePassword)) return []
  await ensureCacheUser(deps, place, cachePassword)
  return ['its cache user was gone: it was made again']
}
