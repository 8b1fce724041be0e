import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { type CronHost, type DueNotice, NOTICES_MAX } from '../platform/cron-host.ts'
import { sitesAt } from '../sites/index.ts'
import { noteDue } from './cron-index.ts'

interface Deps {
  readonly database: Database
  readonly directory: Database
  readonly host: CronHost
  readonly clock: Clock
  /** Called when something may be due earlier than before. */
  changed(): void
}

/** A site that writes all the time is heard once in each. */
const BATCHES_MAX = 20

/** Takes what sites say about when something is due into the index. */
export function createCronNotices({ database, directory, host, clock, changed }: Deps): Reconciler {
  async function store(notices: readonly DueNotice[]): Promise<void> {
    const sites = await sitesAt(
      directory,
      notices.map(({ place }) => place),
    )
    const known = notices.flatMap((notice) => {
      const siteId = sites(notice.place)
      return siteId === undefined ? [] : [{ ...notice, siteId, dueAt: notice.dueAt ?? null }]
    })
    await noteDue(database, known, clock())
  }
  return {
    name: 'cron-notices',
    everySeconds: 5,
    async run(signal) {
      let taken = 0
      for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
        const count = await host.takeNotices(store, signal)
        taken += count
        if (count < NOTICES_MAX) break
      }
      if (taken > 0) changed()
      return []
    },
  }
}
