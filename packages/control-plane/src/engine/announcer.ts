import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Log } from '../kernel/log.ts'
import { OPERATIONS_CHANNEL } from './operation-store.ts'

/** Announcements that fall into one notification. */
const ANNOUNCED_AFTER_MS = 20

/** Begins what says that a process has come which wants to hear of changes. */
const NEWCOMER = 'newcomer/'

/** Tells other processes of changes, many at once, where there are any. */
export interface Announcer {
  /** Says that this process is there; called whenever it begins to listen. */
  introduce(): Promise<void>
  /** Whether the payload was about processes and not about an operation. */
  hears(payload: string | undefined): boolean
  expectWatchers(processes: number): void
  announce(operationId: string): void
  close(): void
}

export function createAnnouncer({ pool, log }: { pool: pg.Pool; log: Log }): Announcer {
  const self = `${NEWCOMER}${randomUUID()}`
  const announced = new Set<string>()
  // Notifications make commits wait for one another, in all databases of the server: none without a listener.
  let areOthers = true
  let timer: NodeJS.Timeout | undefined

  async function notify(payloads: readonly string[]): Promise<void> {
    await pool.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [
      OPERATIONS_CHANNEL,
      payloads,
    ])
  }

  function notifyAnnounced(): void {
    const payloads = [...announced]
    announced.clear()
    timer = undefined
    notify(payloads).catch((error) => log.debug({ err: error }, 'changes of operations were not announced'))
  }

  return {
    introduce: () => notify([self]),
    hears(payload) {
      if (!payload?.startsWith(NEWCOMER)) return false
      if (payload !== self) areOthers = true
      return true
    },
    expectWatchers(processes) {
      areOthers = processes > 0
    },
    announce(operationId) {
      if (!areOthers) return
      announced.add(operationId)
      timer ??= setTimeout(notifyAnnounced, ANNOUNCED_AFTER_MS)
    },
    close: () => clearTimeout(timer),
  }
}
