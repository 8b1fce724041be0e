import type { LoggedRequest, TrafficLog } from '../../platform/traffic-log.ts'
import type { WorldParts } from './world.ts'
import type { Row, WorldDatabase } from './world-database.ts'

const READ_MAX = 1_000
/** Of all sites; older ones make room. */
const KEPT_MAX = 200_000
const DROPPED_AT_ONCE = 1_000

/** Requests as rows; a position is the number of the last one. */
export function createSimulatedTrafficLog({ database }: WorldParts): TrafficLog {
  return {
    async read(siteId, position, signal) {
      signal.throwIfAborted()
      const sql = 'SELECT * FROM requests WHERE site_id = ? AND request_id > ? ORDER BY request_id LIMIT ?'
      const rows = database.all(sql, siteId, Number(position ?? 0), READ_MAX + 1)
      const part = rows.slice(0, READ_MAX)
      const last = part.at(-1)
      if (last === undefined) return undefined
      return {
        requests: part.map(toRequest),
        position: String(last.request_id),
        more: rows.length > part.length,
      }
    },
  }
}

export function logRequest(database: WorldDatabase, siteId: string, request: LoggedRequest): void {
  const { time, method, path, status, sentBytes, durationMs, cache, address, userAgent } = request
  const sql = `INSERT INTO requests
    (site_id, time, method, path, status, sent_bytes, duration_ms, cache, address, user_agent)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
  database.run(sql, siteId, time, method, path, status, sentBytes, durationMs, cache, address, userAgent)
  const id = Number(database.get('SELECT last_insert_rowid() AS id')?.id)
  if (id % DROPPED_AT_ONCE === 0) database.run('DELETE FROM requests WHERE request_id <= ?', id - KEPT_MAX)
}

const toRequest = (row: Row): LoggedRequest => ({
  time: String(row.time),
  method: String(row.method),
  path: String(row.path),
  status: Number(row.status),
  sentBytes: Number(row.sent_bytes),
  durationMs: Number(row.duration_ms),
  cache: String(row.cache),
  address: String(row.address),
  userAgent: String(row.user_agent),
})
