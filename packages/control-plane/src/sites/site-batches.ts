import type { SiteHostnameRow } from '../hostnames/index.ts'
import { inBatches } from '../kernel/batch.ts'
import { type Connection, type Database, transact } from '../kernel/database.ts'
import type { SiteRecord } from './site.ts'
import { setStates, toRecord } from './site-store.ts'

/** What every operation asks of the directory, asked together by those that run at the same time. */
export interface SiteBatches {
  find(siteId: string): Promise<SiteWithHostnames | undefined>
  epochOf(siteId: string): Promise<number | undefined>
  /** A site that was being created runs from now on; its operation may say so twice. */
  open(opened: { siteId: string; operationId: string }): Promise<void>
}

const TOGETHER_MAX = 32

/** To the next power of two, by the last one again: each length is a statement of its own, and few are prepared. */
export function padded(siteIds: readonly string[]): string[] {
  const length = 2 ** Math.ceil(Math.log2(siteIds.length))
  return Array.from({ length }, (_, index) => siteIds[Math.min(index, siteIds.length - 1)] ?? '')
}

export function openSiteBatches(directory: Database): SiteBatches {
  const ofEach =
    <Answer>(read: (connection: Connection, ids: readonly string[]) => Promise<Map<string, Answer>>) =>
    async (siteIds: readonly string[]) => {
      const found = await read(directory, padded(siteIds))
      return siteIds.map((siteId) => found.get(siteId))
    }
  return {
    find: inBatches(TOGETHER_MAX, ofEach(sitesWithHostnames)),
    epochOf: inBatches(TOGETHER_MAX, ofEach(epochsOf)),
    open: inBatches(TOGETHER_MAX, async (opened: readonly { siteId: string; operationId: string }[]) => {
      await transact(directory, (tx) => setStates(tx, 'running', opened))
      return opened.map(() => undefined)
    }),
  }
}

/** By site, of those that exist. */
async function epochsOf(connection: Connection, siteIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await connection
    .selectFrom('sites')
    .select(['site_id', 'epoch'])
    .where('site_id', 'in', siteIds)
    .execute()
  return new Map(rows.map((row) => [row.site_id, Number(row.epoch)]))
}

export interface SiteWithHostnames {
  readonly site: SiteRecord
  /** In no order. */
  readonly hostnames: readonly SiteHostnameRow[]
}

/** The sites that exist and their hostnames, as they are at one moment, by site. */
async function sitesWithHostnames(
  connection: Connection,
  siteIds: readonly string[],
): Promise<Map<string, SiteWithHostnames>> {
  const rows = await connection
    .selectFrom('sites')
    .leftJoin('hostnames', 'hostnames.site_id', 'sites.site_id')
    .selectAll('sites')
    .select(['hostnames.hostname', 'hostnames.kind', 'hostnames.is_primary'])
    .where('sites.site_id', 'in', siteIds)
    .execute()
  const bySite = Map.groupBy(rows, (row) => row.site_id)
  const found = new Map<string, SiteWithHostnames>()
  for (const [siteId, [first, ...others]] of bySite) {
    if (first === undefined) continue
    const hostnames = [first, ...others].flatMap(({ hostname, kind, is_primary: primary }) =>
      hostname === null || kind === null ? [] : [{ siteId, hostname, kind, primary: primary === true }],
    )
    found.set(siteId, { site: toRecord(first), hostnames })
  }
  return found
}
