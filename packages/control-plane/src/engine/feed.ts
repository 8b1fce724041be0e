import { setTimeout as delay } from 'node:timers/promises'
import { AipressError, isSettled, type Operation } from '@aipress/contract'
import type pg from 'pg'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import { createAnnouncer } from './announcer.ts'
import { findOperation, OPERATIONS_CHANNEL } from './operation-store.ts'

/**
 * Tells of changes of operations, whichever process makes them. Notifications only say "look again",
 * so that losing one costs a second and never a change; a watcher holds no more than its last state.
 */
export interface Feed {
  open(): void
  watch(operationId: string, signal: AbortSignal): AsyncIterable<Operation>
  /** An operation has changed: wakes those who watch it here at once, and in other processes within a moment. */
  announce(operationId: string): void
  /** How many other processes there are in which somebody may be watching. */
  expectWatchers(processes: number): void
  close(): Promise<void>
}

/** Each costs a query per change of its operation; beyond this, somebody opens streams and forgets them. */
const WATCHERS_MAX = 1_000

/** Without a connection for notifications, watchers look this often. */
const BLIND_INTERVAL_MS = 1_000
/** With one, they still look this often, as a notification can be lost together with its connection. */
const SAFETY_INTERVAL_MS = 5_000

/** No operation takes so long: its steps, their attempts and its lane are all limited. */
const WATCH_MS_MAX = 6 * 3_600_000

interface FeedOptions {
  readonly database: Database
  readonly pool: pg.Pool
  readonly log: Log
}

export function createFeed(options: FeedOptions): Feed {
  const { pool, log } = options
  const wakers = new Map<string, Set<() => void>>()
  const closing = new AbortController()
  let watchers = 0
  let listening = false
  let listener: Promise<void> | undefined
  const announcer = createAnnouncer({ pool, log })

  async function listenUntilClosed(): Promise<void> {
    while (!closing.signal.aborted) {
      await listenOnce().catch((error) => log.debug({ err: error }, 'no notifications of operations for now'))
      listening = false
      await delay(BLIND_INTERVAL_MS, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }

  /** Resolves or rejects when the connection is gone. */
  async function listenOnce(): Promise<void> {
    const client = await pool.connect()
    const gone = new Promise<void>((resolve, reject) => {
      client.once('error', reject)
      client.once('end', resolve)
      closing.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    // It may be gone before anybody waits for that.
    gone.catch(() => undefined)
    try {
      client.on('notification', ({ payload }) => {
        if (!announcer.hears(payload)) wake(payload)
      })
      await client.query(`LISTEN ${OPERATIONS_CHANNEL}`)
      await announcer.introduce()
      listening = true
      for (const operationId of wakers.keys()) wake(operationId)
      await gone
    } finally {
      client.release(true)
    }
  }

  function wake(operationId: string | undefined): void {
    for (const waker of wakers.get(operationId ?? '') ?? []) waker()
  }

  async function* watch(operationId: string, signal: AbortSignal): AsyncIterable<Operation> {
    if (watchers >= WATCHERS_MAX) throw tooManyWatchers()
    watchers += 1
    const until = AbortSignal.any([signal, closing.signal, AbortSignal.timeout(WATCH_MS_MAX)])
    const alarm = createAlarm()
    addTo(wakers, operationId, alarm.ring)
    try {
      let shown = ''
      while (!until.aborted) {
        const operation = await findPatiently(options, operationId)
        const text = JSON.stringify(operation)
        if (operation && text !== shown) yield operation
        shown = text
        if (operation && isSettled(operation.state)) return
        await alarm.wait(listening ? SAFETY_INTERVAL_MS : BLIND_INTERVAL_MS, until)
      }
    } finally {
      removeFrom(wakers, operationId, alarm.ring)
      watchers -= 1
    }
  }

  return {
    open() {
      listener = listenUntilClosed()
    },
    watch,
    announce(operationId) {
      wake(operationId)
      announcer.announce(operationId)
    },
    expectWatchers: announcer.expectWatchers,
    async close() {
      closing.abort()
      announcer.close()
      await listener
    },
  }
}

/** While the database is away there is nothing new to show; asking again is the next round's. */
async function findPatiently(
  { database, log }: FeedOptions,
  operationId: string,
): Promise<Operation | undefined> {
  const found = await findOperation(database, operationId, undefined).catch((error: unknown) => {
    log.debug({ err: error }, 'an operation being watched cannot be read for now')
    return 'unreadable' as const
  })
  if (found === undefined) throw unknownOperation(operationId)
  return found === 'unreadable' ? undefined : found
}

interface Alarm {
  ring(): void
  /** Resolves when rung since the last wait, at the latest after `ms`, and when `until` aborts. */
  wait(ms: number, until: AbortSignal): Promise<void>
}

function createAlarm(): Alarm {
  let rung = false
  let bell = new AbortController()
  return {
    ring() {
      rung = true
      bell.abort()
    },
    async wait(ms, until) {
      if (!rung)
        await delay(ms, undefined, { signal: AbortSignal.any([bell.signal, until]) }).catch(() => undefined)
      rung = false
      bell = new AbortController()
    },
  }
}

function addTo(wakers: Map<string, Set<() => void>>, operationId: string, waker: () => void): void {
  const set = wakers.get(operationId) ?? new Set()
  wakers.set(operationId, set.add(waker))
}

function removeFrom(wakers: Map<string, Set<() => void>>, operationId: string, waker: () => void): void {
  const set = wakers.get(operationId)
  set?.delete(waker)
  if (set?.size === 0) wakers.delete(operationId)
}

function unknownOperation(operationId: string): AipressError {
  return new AipressError('operation_not_found', `There is no operation ${operationId}.`, {
    hint: 'See the operations with "aipress operation list".',
  })
}

function tooManyWatchers(): AipressError {
  return new AipressError('rate_limited', `${WATCHERS_MAX} operations are being watched already.`, {
    hint: 'Try again later, or ask for the operation without watching.',
  })
}
