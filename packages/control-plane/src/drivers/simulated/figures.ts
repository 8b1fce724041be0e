import type { WorldDatabase } from './world-database.ts'

/** What happened in the world since it was made, in all processes together, by kind of call or quota. */
export interface Figures {
  readonly calls: Readonly<Record<string, number>>
  /** Calls that failed: `<kind> by chance` and `<kind> on a failed shard`. */
  readonly failures: Readonly<Record<string, number>>
  readonly quotaHits: Readonly<Record<string, number>>
  /** Simulated, whatever the time scale. */
  readonly waitedSeconds: Readonly<Record<string, number>>
}

const KINDS = ['calls', 'failures', 'quotaHits', 'waitedSeconds'] as const

export interface FigureBook extends Disposable {
  add(what: keyof Figures, kind: string, value: number): void
  read(): Figures
}

/** A process that is killed takes with it what it counted since. */
const WRITE_EVERY_MS = 250

/** Counted in memory and written now and then: a row for each call would cost more than the call. */
export function createFigureBook(database: WorldDatabase): FigureBook {
  const unwritten = new Map<keyof Figures, Map<string, number>>(KINDS.map((what) => [what, new Map()]))
  let isDue = false
  const write = () => {
    if (!isDue) return
    isDue = false
    database.transaction(() => {
      for (const [what, values] of unwritten) {
        for (const [kind, value] of values) {
          database.run(
            `INSERT INTO figures VALUES (?, ?, ?)
             ON CONFLICT (what, kind) DO UPDATE SET value = value + excluded.value`,
            what,
            kind,
            value,
          )
        }
        values.clear()
      }
    })
  }
  const timer = setInterval(write, WRITE_EVERY_MS).unref()
  return {
    add(what, kind, value) {
      const values = unwritten.get(what)
      values?.set(kind, (values.get(kind) ?? 0) + value)
      isDue = true
    },
    read() {
      write()
      const rows = database.all('SELECT what, kind, value FROM figures')
      const of = (what: keyof Figures) =>
        Object.fromEntries(
          rows.filter((row) => row.what === what).map((row) => [String(row.kind), Number(row.value)]),
        )
      return {
        calls: of('calls'),
        failures: of('failures'),
        quotaHits: of('quotaHits'),
        waitedSeconds: of('waitedSeconds'),
      }
    },
    [Symbol.dispose]() {
      clearInterval(timer)
      write()
    },
  }
}
