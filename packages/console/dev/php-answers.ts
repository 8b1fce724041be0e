import { type PhpWishes, phpSettingsOf } from '@aipress/contract/php.ts'
import type { PhpError } from '@aipress/contract/php-errors.ts'
import { PHP_DEFAULTS, PHP_LIMITS } from '@aipress/contract/tiers.ts'
import { type Answer, work } from './answers.ts'
import { ago, findSite, type World } from './world.ts'

const wishes = new WeakMap<World, Map<string, PhpWishes>>()
const dismissed = new WeakMap<World, Set<string>>()

function wishesIn(world: World): Map<string, PhpWishes> {
  const known = wishes.get(world) ?? new Map<string, PhpWishes>()
  wishes.set(world, known)
  return known
}

function dismissedIn(world: World): Set<string> {
  const known = dismissed.get(world) ?? new Set<string>()
  dismissed.set(world, known)
  return known
}

/** PHP of the imitation's sites. */
export const PHP_ANSWERS: Record<string, Answer> = {
  'php.show': ({ site }, { world }) => {
    const found = findSite(world, site)
    return {
      siteName: found.name,
      tier: found.tier,
      version: '8.2',
      versionsInstalled: ['8.2'],
      settings: phpSettingsOf(found.tier, wishesIn(world).get(found.siteId) ?? {}),
      defaults: PHP_DEFAULTS,
      limits: PHP_LIMITS[found.tier],
      extensions: 'bcmath curl dom exif fileinfo gd intl mbstring mysqli opcache redis xml zip'.split(' '),
      notes: ['PHP 8.2 is the only one installed, so there is none to choose.'],
    }
  },
  'php.set': ({ site, memory, upload, seconds, reset }, { world }) => {
    const found = findSite(world, site)
    const to = {
      ...(reset ? {} : wishesIn(world).get(found.siteId)),
      ...(memory === undefined ? {} : { memoryMb: memory }),
      ...(upload === undefined ? {} : { uploadMb: upload }),
      ...(seconds === undefined ? {} : { seconds }),
    }
    const started = work(
      world,
      site,
      'php.set',
      ({ title }) => `Change the PHP settings of ${title}`,
      ['Record the new settings', 'Tell the web server and PHP'],
      ({ siteId }) => {
        wishesIn(world).set(siteId, to)
      },
    )
    return { ...started, settings: phpSettingsOf(found.tier, to) }
  },
  'errors.list': ({ site, level }, { world }) => {
    const sites = site === undefined ? world.sites : [findSite(world, site)]
    const [first] = sites
    if (first === undefined) return { items: [] }
    const all = ERRORS.map((error) => ({ ...error, siteId: first.siteId, siteName: first.name }))
    return {
      items: all.filter(
        (error) => (level ?? error.level) === error.level && !dismissedIn(world).has(error.fingerprint),
      ),
    }
  },
  'errors.dismiss': ({ site, fingerprint }, { world }) => {
    dismissedIn(world).add(fingerprint)
    return { siteName: findSite(world, site).name, dismissed: fingerprint }
  },
}

const ERRORS: readonly Omit<PhpError, 'siteId' | 'siteName'>[] = [
  {
    fingerprint: '3f9a0c2b71de',
    level: 'fatal',
    message: 'Uncaught Error: Call to undefined function bake() <b>now</b>',
    file: 'wp-content/plugins/shop/cart.php',
    line: 12,
    count: 42,
    firstSeenAt: ago(3 * 24 * 60),
    lastSeenAt: ago(4),
  },
  {
    fingerprint: 'a01bb3c4d5e6',
    level: 'warning',
    message: 'Undefined array key "flour"',
    file: 'wp-content/themes/bakery/functions.php',
    line: 88,
    count: 3,
    firstSeenAt: ago(90),
    lastSeenAt: ago(30),
  },
]
