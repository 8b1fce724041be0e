import { AipressError } from '@aipress/contract'
import { readSiteConfiguration, writeSiteConfiguration } from './site-configuration.ts'
import { readWpCli, type WpCliTarget } from './wp-cli.ts'

/** Former addresses of one change; each costs two passes over the site's content. */
const FORMER_URLS_MAX = 20

/**
 * Gives a site another address: first in its configuration, which decides what WordPress calls itself,
 * then in its content, as plain text and as JSON writes it, with WP-CLI, which knows serialised values.
 */
export async function readdressSite(
  target: WpCliTarget,
  url: string,
  formerUrls: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (formerUrls.length > FORMER_URLS_MAX) {
    throw new AipressError('internal_error', `${formerUrls.length} former addresses are too many.`)
  }
  const { layout, place } = target
  const slot = layout.shard(place.shardId).slot(place.slot)
  const configuration = await readSiteConfiguration(slot)
  if (configuration.url !== url) await writeSiteConfiguration(layout, place, { ...configuration, url })
  for (const former of formerUrls.filter((formerUrl) => formerUrl !== url)) {
    await replaceAll(target, former, url, signal)
    await replaceAll(target, inJson(former), inJson(url), signal)
  }
}

const inJson = (url: string) => url.replaceAll('/', '\\/')

async function replaceAll(target: WpCliTarget, from: string, to: string, signal: AbortSignal): Promise<void> {
  const result = await readWpCli(target, searchReplace(from, to), signal)
  if (result.exitCode === 0) return
  throw new AipressError('internal_error', 'The addresses in the site’s content could not be rewritten.', {
    context: { from, to, output: `${result.stdout}${result.stderr}`.slice(-4000) },
  })
}

/**
 * Plain text is replaced by SQL, quickly. Where the new address begins with the former one
 * (shop.example.co, shop.example.com) a second run would find it again inside the new one, so there a
 * pattern says that the address must end where the former one does, at the price of speed.
 * A post's `guid` is an identifier and stays (WordPress' own advice).
 */
function searchReplace(from: string, to: string): string[] {
  const options = [
    '--all-tables-with-prefix',
    '--skip-columns=guid',
    '--skip-plugins',
    '--skip-themes',
    '--format=count',
  ]
  if (!to.startsWith(from)) return ['search-replace', from, to, ...options]
  const pattern = `${from.replace(/[.*+?^${}()|[\]\\#/]/g, '\\$&')}(?![A-Za-z0-9:-]|\\.[A-Za-z0-9])`
  const literal = to.replaceAll('\\', '\\\\').replaceAll('$', '\\$')
  return ['search-replace', pattern, literal, '--regex', '--regex-delimiter=#', ...options]
}
