/** Milliseconds, sorted once; percentiles by nearest rank. */
export interface Figures {
  count: number
  p50: number
  p90: number
  p99: number
  max: number
}

export function figuresOf(durationsMs: readonly number[]): Figures {
  const sorted = [...durationsMs].sort((a, b) => a - b)
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { count: sorted.length, p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), max: rank(1) }
}

export async function timed<T>(work: () => Promise<T>): Promise<{ durationMs: number; result: T }> {
  const start = performance.now()
  const result = await work()
  return { durationMs: performance.now() - start, result }
}

export function row(label: string, figures: Figures): string {
  const cell = (value: number) => `${Math.round(value)} ms`.padStart(9)
  return `${label.padEnd(46)}${String(figures.count).padStart(4)}${cell(figures.p50)}${cell(figures.p90)}${cell(figures.p99)}${cell(figures.max)}`
}

export const HEADING = `${''.padEnd(46)}${'n'.padStart(4)}${['p50', 'p90', 'p99', 'max'].map((name) => name.padStart(9)).join('')}`
