const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `just now`, `3 min ago`, `in 2 days`; the date once it is a month away. */
export function relativeTime(timestamp: string, now: number): string {
  const seconds = Math.round((Date.parse(timestamp) - now) / 1_000)
  const distance = Math.abs(seconds)
  if (distance < 5) return 'just now'
  if (distance > 30 * DAY) return timestamp.slice(0, 10)
  const text = amountOf(distance)
  return seconds < 0 ? `${text} ago` : `in ${text}`
}

/** `0.4 s`, `12 s`, `3 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1_000
  return seconds < 10 ? `${seconds.toFixed(1)} s` : amountOf(Math.round(seconds))
}

/** `45 s`, `12 min`, `5 h`, `3 days`. */
export function amountOf(seconds: number): string {
  if (seconds < MINUTE) return `${Math.round(seconds)} s`
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h`
  const days = Math.floor(seconds / DAY)
  return days === 1 ? '1 day' : `${days} days`
}

export function money(usd: number): string {
  return `$${usd.toFixed(2)}`
}

export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = count
  let unit = 0
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`
}
