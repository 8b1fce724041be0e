import type { Place } from '../../platform/place.ts'
import { escapedTitle } from './claim-database.ts'
import { type DatabaseDeps, withSiteDatabase } from './site-database.ts'

/**
 * By SQL, as booting WordPress for one plain option takes most of a second. WordPress itself keeps options for the
 * length of a request; the edge, which keeps pages, has to be told.
 */
export async function retitleSite(
  deps: Pick<DatabaseDeps, 'layout'>,
  place: Place,
  title: string,
  signal: AbortSignal,
): Promise<void> {
  await withSiteDatabase(deps, place, signal, async (connection) => {
    await connection.query("UPDATE wp_options SET option_value = ? WHERE option_name = 'blogname'", [
      escapedTitle(title),
    ])
  })
}
