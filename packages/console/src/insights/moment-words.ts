const days = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })

/** "Nov 30" or "Nov 30, 14:00", in UTC, which is how figures are kept. */
export function momentWords(seconds: number, step: 'hour' | 'day'): string {
  const time = new Date(seconds * 1_000)
  return step === 'day' ? days.format(time) : `${days.format(time)}, ${hours.format(time)}`
}

/** Short, for a scale: the hour, and the day where it begins. */
export function axisWordsOf(seconds: number, step: 'hour' | 'day'): string {
  const time = new Date(seconds * 1_000)
  return step === 'day' || time.getUTCHours() === 0 ? days.format(time) : hours.format(time)
}

interface Covered {
  from: string
  to: string
  step: 'hour' | 'day'
}

/** "Nov 29, 14:00 to Nov 30, 14:00 UTC" */
export function coveredWords({ from, to, step }: Covered): string {
  const first = momentWords(Date.parse(from) / 1_000, step)
  if (step === 'hour') return `${first} to ${momentWords(Date.parse(to) / 1_000, step)} UTC`
  const last = momentWords(Date.parse(to) / 1_000 - 1, step)
  return first === last ? `${first} UTC` : `${first} to ${last} UTC`
}
