import { AipressError } from '@aipress/contract'
import { replaceInText, SPELLINGS, type Spelling, spelled, tablesHolding } from './replace-address.ts'
import { readSiteConfiguration, writeSiteConfiguration } from './site-configuration.ts'
import { withSiteDatabase } from './site-database.ts'
import { readWpCli, type WpCliTarget } from './wp-cli.ts'

/** Former addresses of one change; each costs passes over the site's content. */
const FORMER_URLS_MAX = 20

/**
 * Gives a site another address: first in its configuration, which decides what WordPress calls itself,
 * then in its content, as plain text and as JSON writes it.
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
    const left = await replaceBySql(target, former, url, signal)
    for (const { spelling, tables } of left) {
      await replaceByWpCli(target, spelled(former, spelling), spelled(url, spelling), tables, signal)
    }
  }
}

interface Left {
  readonly spelling: Spelling
  readonly tables: readonly string[]
}

/**
 * Does what SQL can and answers what is left to WP-CLI, which is a process that boots WordPress for most
 * of a second. Where the new address begins with the former one (shop.example.co, shop.example.com) SQL
 * would find it again inside the new one when it runs twice, so there all is left.
 */
async function replaceBySql(
  { layout, place }: WpCliTarget,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<Left[]> {
  return await withSiteDatabase({ layout }, place, signal, async (connection) => {
    const isFoundAgain = to.startsWith(from)
    if (!isFoundAgain) await replaceInText(connection, from, to)
    const left: Left[] = []
    for (const spelling of SPELLINGS) {
      const tables = await tablesHolding(connection, from, spelling, isFoundAgain ? 'all' : 'serialised')
      if (tables.length > 0) left.push({ spelling, tables })
    }
    return left
  })
}

async function replaceByWpCli(
  target: WpCliTarget,
  from: string,
  to: string,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const result = await readWpCli(target, searchReplace(from, to, tables), signal)
  if (result.exitCode === 0) return
  throw new AipressError('internal_error', 'The addresses in the site’s content could not be rewritten.', {
    context: { from, to, output: `${result.stdout}${result.stderr}`.slice(-4000) },
  })
}

/** Where a second run would find the new address, a pattern says that it must end where the former one does. */
function searchReplace(from: string, to: string, tables: readonly string[]): string[] {
  const options = [
    ...tables,
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
