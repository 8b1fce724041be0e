import type { Database } from '../kernel/database.ts'

/** In one statement; the next call goes on. */
const FORGOTTEN_MAX = 1_000

/** What was given on sites that are gone for good. Ids are never used again, so nothing hangs on when this happens. */
export async function forgetAccessToGone(directory: Database): Promise<number> {
  const gone = directory
    .selectFrom('site_roles')
    .leftJoin('sites', 'sites.site_id', 'site_roles.site_id')
    .select('site_roles.site_id')
    .where('sites.site_id', 'is', null)
    .limit(FORGOTTEN_MAX)
  const result = await directory.deleteFrom('site_roles').where('site_id', 'in', gone).executeTakeFirst()
  return Number(result.numDeletedRows)
}
