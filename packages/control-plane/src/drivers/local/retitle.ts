import type { Place } from '../../platform/place.ts'
import { escapedTitle } from './claim-database.ts'
import { forgetObjects } from './object-cache.ts'
import { type DatabaseDeps, withSiteDatabase } from './site-database.ts'

/**
 * By SQL, as booting WordPress for one plain option takes most of a second. So neither its object cache nor the edge,
 * which keeps pages, hears of it from WordPress.
 */
export async function retitleSite(
  deps: Pick<DatabaseDeps, 'layout' | 'servers'>,
  place: Place,
  title: string,
  signal: AbortSignal,
): Promise<void> {
  await withSiteDatabase(deps, place, signal, async (connection) => {
    await connection.query("UPDATE wp_options SET option_value = ? WHERE option_name = 'blogname'", [
      escapedTitle(title),
    ])
  })
  await forgetObjects(deps, place, signal)
}
