const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** "3 minutes ago", "in 5 days"; a date beyond a month, where a distance says little. */
export function relativeTime(timestamp: string, nowMs: number = Date.now()): string {
  const distanceMs = Date.parse(timestamp) - nowMs
  const size = Math.abs(distanceMs)
  if (size < 10_000) return 'just now'
  if (size < MINUTE_MS) return relative.format(Math.round(distanceMs / 1_000), 'second')
  if (size < HOUR_MS) return relative.format(Math.round(distanceMs / MINUTE_MS), 'minute')
  if (size < DAY_MS) return relative.format(Math.round(distanceMs / HOUR_MS), 'hour')
  if (size < 30 * DAY_MS) return relative.format(Math.round(distanceMs / DAY_MS), 'day')
  return formatDate(timestamp)
}

const dates = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' })
const moments = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' })
const clocks = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

export const formatDate = (timestamp: string): string => dates.format(new Date(timestamp))
export const formatMoment = (timestamp: string): string => moments.format(new Date(timestamp))
export const formatClock = (timestamp: string): string => clocks.format(new Date(timestamp))

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

export function formatDuration(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.max(0, Math.round(durationMs))} ms`
  if (durationMs < MINUTE_MS) return `${(durationMs / 1_000).toFixed(1)} s`
  if (durationMs < HOUR_MS)
    return `${Math.floor(durationMs / MINUTE_MS)} min ${Math.round((durationMs % MINUTE_MS) / 1_000)} s`
  if (durationMs < DAY_MS)
    return `${Math.floor(durationMs / HOUR_MS)} h ${Math.round((durationMs % HOUR_MS) / MINUTE_MS)} min`
  return `${Math.floor(durationMs / DAY_MS)} d ${Math.round((durationMs % DAY_MS) / HOUR_MS)} h`
}

/** Of probes, where tenths of a millisecond still tell something. */
export function formatLatency(latencyMs: number): string {
  return latencyMs < 10 ? `${latencyMs.toFixed(1)} ms` : formatDuration(latencyMs)
}

export function formatUsd(amount: number): string {
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: Number.isInteger(amount) ? 0 : 2,
  }).format(amount)
}

/** `sites.create` → "Sites create"; what a person reads where an action has no words of its own. */
export function capitalise(text: string): string {
  return text === '' ? text : text.charAt(0).toUpperCase() + text.slice(1)
}

/** `undeletableUntil` → "Undeletable until". */
export function wordsOfKey(key: string): string {
  return capitalise(
    key
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .replace(/[_-]+/g, ' ')
      .toLowerCase(),
  )
}
