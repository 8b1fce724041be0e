import { AipressError } from '@aipress/contract'
import type { WorldDatabase } from './world-database.ts'
import type { WorldSettings } from './world-options.ts'

export const PARTS = ['mariadb', 'redis', 'php'] as const
export type PartName = (typeof PARTS)[number]

/** What is broken now, and since when parts were started again. */
export interface Faults {
  fail(subject: string, reason: string): void
  heal(subject: string): void
  /** Ends a part as an accident would; its supervisor has it up again within `RESTART_SECONDS`. */
  crash(shardId: string, part: PartName): void
  /** Makes a part hang until somebody starts it again. */
  stall(shardId: string, part: PartName): void
  /** What a restart mends: that it hangs, or has crashed. */
  restart(shardId: string, part: PartName): void
  /** Takes away a file that the shard's servers start from. */
  loseFile(shardId: string): void
  /** Puts it back; answers whether it was gone. */
  restoreFile(shardId: string): boolean
  /** Why the part does not work, in words. */
  problemOf(shard: { shardId: string; region: string }, part: PartName): string | undefined
  /** Fails, retryably, where a part of the shard does not work. */
  refuse(shard: { shardId: string; region: string }): void
  restartsOf(shardId: string, part: PartName): { count: number; lastAtMs: number | undefined }
  /** Newest first, 20 at most. */
  incidents(): { at: string; part: string; what: string }[]
}

export const RESTART_SECONDS = 5
/** Another process hears of a fault this late. Asking each time would double what a call costs. */
const KNOWN_FOR_MS = 50
const INCIDENTS_MAX = 20

type Cause = 'command' | 'crash' | 'stall'

interface Fault {
  readonly reason: string
  /** When it ends by itself. */
  readonly untilMs: number | undefined
}

export function createFaults(database: WorldDatabase, settings: WorldSettings): Faults {
  let known = new Map<string, Fault>()
  let readAtMs = Number.NEGATIVE_INFINITY

  const current = () => {
    if (performance.now() - readAtMs > KNOWN_FOR_MS) {
      known = readFaults(database)
      readAtMs = performance.now()
    }
    return known
  }
  const note = (subject: string, cause: Cause, fault: Fault, what: string) => {
    const nowMs = settings.clock()
    database.transaction(() => {
      const { reason, untilMs } = fault
      database.run('REPLACE INTO faults VALUES (?, ?, ?, ?)', subject, cause, reason, untilMs ?? null)
      database.run('INSERT INTO incidents (at_ms, part, what) VALUES (?, ?, ?)', nowMs, subject, what)
      if (cause === 'crash') noteRestart(database, subject, untilMs ?? nowMs)
    })
    readAtMs = Number.NEGATIVE_INFINITY
  }
  const reasonOf = (subject: string) => {
    const fault = current().get(subject)
    if (fault?.untilMs !== undefined && fault.untilMs <= settings.clock()) return undefined
    return fault?.reason
  }
  const problemOf: Faults['problemOf'] = ({ shardId, region }, part) =>
    current().size === 0
      ? undefined
      : (reasonOf(region) ?? reasonOf(shardId) ?? reasonOf(`${shardId}/${part}`))

  return {
    fail: (subject, reason) => note(subject, 'command', { reason, untilMs: undefined }, reason),
    heal(subject) {
      database.run(`DELETE FROM faults WHERE subject = ? AND cause = 'command'`, subject)
      readAtMs = Number.NEGATIVE_INFINITY
    },
    crash(shardId, part) {
      const untilMs = settings.clock() + RESTART_SECONDS * 1_000 * settings.timeScale
      const fault = { reason: 'It is not running.', untilMs }
      note(`${shardId}/${part}`, 'crash', fault, 'ended and was started again')
    },
    stall(shardId, part) {
      const fault = { reason: 'It has not answered.', untilMs: undefined }
      note(`${shardId}/${part}`, 'stall', fault, 'hangs')
    },
    restart(shardId, part) {
      const subject = `${shardId}/${part}`
      database.run(`DELETE FROM faults WHERE subject = ? AND cause IN ('stall', 'crash')`, subject)
      readAtMs = Number.NEGATIVE_INFINITY
    },
    loseFile(shardId) {
      database.run(`REPLACE INTO faults VALUES (?, 'lost', 'gone', NULL)`, `${shardId}/files`)
    },
    restoreFile: (shardId) =>
      Number(database.run(`DELETE FROM faults WHERE subject = ?`, `${shardId}/files`).changes) > 0,
    problemOf,
    refuse(shard) {
      if (current().size === 0) return
      for (const part of PARTS) {
        const problem = problemOf(shard, part)
        if (problem !== undefined) throw unavailable(shard.shardId, part, problem)
      }
    },
    restartsOf(shardId, part) {
      const row = database.get('SELECT count, last_at_ms FROM restarts WHERE part = ?', `${shardId}/${part}`)
      return { count: Number(row?.count ?? 0), lastAtMs: row && Number(row.last_at_ms) }
    },
    incidents: () =>
      database.all('SELECT * FROM incidents ORDER BY incident_id DESC LIMIT ?', INCIDENTS_MAX).map((row) => ({
        at: new Date(Number(row.at_ms)).toISOString(),
        part: String(row.part),
        what: String(row.what),
      })),
  }
}

/** Of two faults of one subject the commanded one counts: it does not end by itself. */
function readFaults(database: WorldDatabase): Map<string, Fault> {
  const rows = database.all('SELECT subject, reason, until_ms FROM faults ORDER BY cause DESC')
  return new Map(
    rows.map((row) => [
      String(row.subject),
      { reason: String(row.reason), untilMs: row.until_ms === null ? undefined : Number(row.until_ms) },
    ]),
  )
}

function noteRestart(database: WorldDatabase, part: string, atMs: number): void {
  database.run(
    `INSERT INTO restarts VALUES (?, 1, ?)
     ON CONFLICT (part) DO UPDATE SET count = count + 1, last_at_ms = excluded.last_at_ms`,
    part,
    atMs,
  )
}

function unavailable(shardId: string, part: PartName, problem: string): AipressError {
  return new AipressError('platform_unavailable', `${shardId} does not answer.`, {
    hint: 'Nothing needs to be done; it is tried again.',
    context: { part: `${shardId}/${part}`, problem },
  })
}
