import { newId } from '@aipress/contract'
import { type Database, type Migration, sql } from '../kernel/database.ts'
import type { Forgotten } from '../platform/site-host.ts'
import type { SiteServices } from './site-services.ts'
import { findSite } from './site-store.ts'
import { RUN_MINUTES_MAX } from './wp-run.ts'

/** Commands that write by SQL or empty what is cached: while they run nobody is to trust the cache. */
const BY_SQL = /(?:^| )(?:db|search-replace|cache flush|site|import)(?: |$)/

/**
 * Code in the site's WordPress, which tells its caches as its pages do, unless it writes by SQL. They work with what
 * the pages work with, transients included, and what was made of the database is forgotten after them.
 */
const BY_CODE = /(?:^| )(?:recount|rewrite|user meta|comment meta)(?: |$)/
/** Their arguments are code, in which any word may stand. */
const CODE_ITSELF = ['eval', 'eval-file', 'shell']

/** It may begin only at the end of the time for which its caller waits; without a caller it ends by itself 11 minutes later. */
const RUN_MS_MAX = (2 * RUN_MINUTES_MAX + 2) * 60_000
const PURGE_MS_MAX = 5_000
/** Far more than run at once; the others' turn comes when these are through. */
const RUNS_PER_TURN_MAX = 200

interface PastRunTable {
  run_id: string
  site_id: string
  /** By then it has ended, whatever became of the process that waited for it. */
  ends_by: Date
  forgotten: Forgotten
}

declare module '../kernel/database.ts' {
  interface Tables {
    past_wordpress_runs: PastRunTable
  }
}

export const pastWordPressMigrations: Record<string, Migration> = {
  '091_past_wordpress_runs': {
    async up(database) {
      await sql`create table past_wordpress_runs (
        run_id text primary key, site_id text not null, ends_by timestamptz not null)`.execute(database)
    },
  },
  '092_past_wordpress_forgotten': {
    async up(database) {
      await sql`alter table past_wordpress_runs add column forgotten text not null default 'all'`.execute(
        database,
      )
    },
  },
}

export interface PastWordPress {
  /** What has to be forgotten after a command, as it may change the database without WordPress telling its caches. */
  forgottenAfter(args: readonly string[]): Forgotten | undefined
  /** Runs such a command; what is cached of the site is forgotten after it, even if this process does not live to do so. */
  during<T>(run: { siteId: string; forgotten: Forgotten }, work: () => Promise<T>): Promise<T>
  /** Does what is left of runs that are under way, were broken off, or could not be seen to. Answers of which sites. */
  mend(signal: AbortSignal): Promise<string[]>
}

interface Deps {
  database: Database
  services: Pick<SiteServices, 'directory' | 'host' | 'edge'>
  clock(): number
  /** Called when something may have written past WordPress' own functions, by nouns that count on being told. */
  writtenPast(siteId: string): Promise<void>
}

/**
 * Commands that write past WordPress' own functions, which would have told its caches. A run is recorded before it
 * begins. What the record stands for is done until the command cannot be at work any more, as it may outlive the
 * process that started it: a page of before may be made, and kept, until its last statement.
 */
export function createPastWordPress({ database, services, clock, writtenPast }: Deps): PastWordPress {
  const isOver = (runId: string) =>
    database.deleteFrom('past_wordpress_runs').where('run_id', '=', runId).execute()

  /** Objects first, so that no page is made of them anew. */
  async function forgetCached(siteId: string, forgotten: Forgotten): Promise<void> {
    await writtenPast(siteId)
    const site = await findSite(services.directory, siteId)
    if (site === undefined) return
    try {
      await services.host.forgetObjects(site.place, AbortSignal.timeout(PURGE_MS_MAX), forgotten)
    } finally {
      await services.edge.purge(site.place, AbortSignal.timeout(PURGE_MS_MAX))
    }
  }

  return {
    forgottenAfter(args) {
      const words = args.filter((arg) => !arg.startsWith('--'))
      if (CODE_ITSELF.includes(words[0] ?? '')) return 'all-but-transients'
      const text = words.join(' ')
      if (BY_SQL.test(text)) return 'all'
      return BY_CODE.test(text) ? 'all-but-transients' : undefined
    },

    async during({ siteId, forgotten }, work) {
      const ends_by = new Date(clock() + RUN_MS_MAX)
      const run = { run_id: newId('request'), site_id: siteId, ends_by, forgotten }
      await database.insertInto('past_wordpress_runs').values(run).execute()
      try {
        return await work()
      } finally {
        // What cannot be forgotten now is forgotten later; what the command did is true whether or not it can.
        await forgetCached(siteId, forgotten).then(
          () => isOver(run.run_id),
          () => undefined,
        )
      }
    },

    async mend(signal) {
      const runs = await database
        .selectFrom('past_wordpress_runs')
        .selectAll()
        .orderBy('ends_by')
        .limit(RUNS_PER_TURN_MAX)
        .execute()
      const failures: unknown[] = []
      const mended: string[] = []
      for (const { run_id, site_id, ends_by, forgotten } of runs) {
        if (signal.aborted) break
        // Before it is looked at, so that what ends meanwhile is seen to once more.
        const isEnded = ends_by.getTime() < clock()
        try {
          await forgetCached(site_id, forgotten)
          if (isEnded) await isOver(run_id)
          mended.push(site_id)
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0)
        throw new AggregateError(failures, `${failures.length} caches may be of before.`)
      return mended
    },
  }
}
