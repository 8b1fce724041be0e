import {
  type CronHost,
  type CronOrder,
  type CronRun,
  EVENTS_MAX,
  NOTICES_MAX,
  type RanEvent,
} from '../../platform/cron-host.ts'
import type { Place } from '../../platform/place.ts'
import { reachPlace } from './shards.ts'
import { optionsOf, withOption } from './site-content.ts'
import { type ClaimedSlot, claimedSlot, findSlot, writeSite } from './slots.ts'
import type { WorldParts } from './world.ts'
import type { WorldDatabase } from './world-database.ts'

/** Each waits for its shard, and hardly uses this machine. */
const RUNS_AT_ONCE = 64
const LOOK_EVERY_MS = 1_000

/** Where nothing else is said it comes once and succeeds. */
export interface SimulatedEvent {
  readonly hook: string
  readonly dueAtMs: number
  readonly intervalSeconds?: number
  readonly fails?: boolean
}

/** Sites keep what they have scheduled in their option `cron`, as WordPress does, so that it moves with them. */
export function createSimulatedCronHost(world: WorldParts, controlGroup: number): CronHost {
  const { database, settings } = world
  let seen = 0
  return {
    runsAtOnce: RUNS_AT_ONCE,
    async takeNotices(store, signal) {
      signal.throwIfAborted()
      const rows = database.all(
        `SELECT due_notices.* FROM due_notices JOIN shards USING (shard_id)
         WHERE control_group = ? AND written > ? ORDER BY written LIMIT ${NOTICES_MAX}`,
        controlGroup,
        seen,
      )
      const notices = rows.map((row) => ({
        place: { shardId: String(row.shard_id), slot: Number(row.slot) },
        dueAt: row.due_at_ms === null ? undefined : new Date(Number(row.due_at_ms)),
      }))
      if (notices.length > 0) await store(notices)
      seen = Number(rows.at(-1)?.written ?? seen)
      return notices.length
    },
    watch(onNotice) {
      const timer = setInterval(() => {
        if (newestNotice(database) > seen) onNotice()
      }, LOOK_EVERY_MS)
      return () => clearInterval(timer)
    },
    async events(place, signal) {
      signal.throwIfAborted()
      reachPlace(world, place)
      return eventsOf(claimedSlot(database, place))
        .slice(0, EVENTS_MAX)
        .map(({ hook, dueAtMs, intervalSeconds }) => ({
          hook,
          dueAt: new Date(dueAtMs),
          schedule: intervalSeconds === undefined ? undefined : `every_${intervalSeconds}_seconds`,
          intervalSeconds,
          args: '[]',
        }))
    },
    hearAgain({ shardId, slot }) {
      const sql = 'UPDATE due_notices SET written = ? WHERE shard_id = ? AND slot = ?'
      database.run(sql, newestNotice(database) + 1, shardId, slot)
    },
    run: (place, order, signal) =>
      world.calls.make({
        kind: 'site.cron',
        subject: place.shardId,
        signal,
        reachable: () => reachPlace(world, place),
        effect: () => database.transaction(() => runDue(database, place, order, settings.clock())),
      }),
  }
}

/** Has the site in the slot schedule something, as a plugin would; fails with `internal_error` where there is none. */
export function scheduleEvent({ database }: WorldParts, place: Place, event: SimulatedEvent): void {
  database.transaction(() => {
    const slot = claimedSlot(database, place)
    writeEvents(database, place, slot, [...eventsOf(slot), event])
  })
}

function runDue(database: WorldDatabase, place: Place, order: CronOrder, nowMs: number): CronRun {
  const slot = findSlot(database, place)
  const isHere = slot?.kind === 'claimed' && slot.identity.siteId === order.siteId && !slot.isFrozen
  if (!isHere) return { kind: 'moving', events: [], durationMs: 0 }
  const all = eventsOf(slot)
  const isMeant = ({ hook, dueAtMs }: SimulatedEvent) =>
    order.hook === undefined ? dueAtMs <= nowMs : hook === order.hook
  const next = all.flatMap((event) => (isMeant(event) ? againAfter(event, order, nowMs) : [event]))
  const kept = writeEvents(database, place, slot, next)
  const first = kept[0]
  return {
    kind: 'ran',
    events: all.filter(isMeant).map(ranEvent),
    durationMs: 0,
    nextDueAt: first === undefined ? null : new Date(first.dueAtMs),
  }
}

function againAfter(event: SimulatedEvent, { restSeconds }: CronOrder, nowMs: number): SimulatedEvent[] {
  if (event.intervalSeconds === undefined) return []
  const restMs = event.fails === true ? (restSeconds.get(event.hook) ?? 0) * 1_000 : 0
  return [{ ...event, dueAtMs: nowMs + Math.max(event.intervalSeconds * 1_000, restMs) }]
}

const ranEvent = ({ hook, fails }: SimulatedEvent): RanEvent => ({
  hook,
  durationMs: 0,
  problem: fails === true ? 'Error: It was made to fail.' : undefined,
})

const eventsOf = (slot: ClaimedSlot): SimulatedEvent[] => JSON.parse(optionsOf(slot).cron ?? '[]')

function writeEvents(
  database: WorldDatabase,
  place: Place,
  slot: ClaimedSlot,
  events: readonly SimulatedEvent[],
): SimulatedEvent[] {
  const inOrder = [...events].sort((a, b) => a.dueAtMs - b.dueAtMs)
  writeSite(database, place, withOption(slot, 'cron', JSON.stringify(inOrder)))
  database.run(
    'REPLACE INTO due_notices VALUES (?, ?, ?, ?)',
    place.shardId,
    place.slot,
    newestNotice(database) + 1,
    inOrder[0]?.dueAtMs ?? null,
  )
  return inOrder
}

const newestNotice = (database: WorldDatabase) =>
  Number(database.get('SELECT max(written) AS written FROM due_notices')?.written ?? 0)
