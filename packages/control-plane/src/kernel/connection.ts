import { PostgresDialect, type PostgresDialectConfig, PostgresDriver } from 'kysely'
import pg from 'pg'

/**
 * A connection to PostgreSQL that does the same with less: a statement is parsed and planned once for the
 * connection, not at each use, and what is asked for in one go is sent in one go, as asking costs as much as
 * answering. Statements are still done one after another, and each fails for itself.
 */
export class FrugalClient extends pg.Client {
  /** Grows when tables have changed beneath the statements that were prepared so far. */
  #generation = 0
  #isCorked = false

  constructor(config?: string | pg.ClientConfig) {
    super({ ...(typeof config === 'string' ? { connectionString: config } : config), pipeline: true })
  }

  // biome-ignore lint/suspicious/noExplicitAny: the driver's own signatures are a dozen overloads
  override query(...args: any[]): any {
    this.#sendTogether()
    const [text, values, ...rest] = args
    if (typeof text !== 'string' || !Array.isArray(values)) return super.query(...(args as [never]))
    const ask = () => super.query({ text, values, ...this.#nameOf(text) }, ...(rest as []))
    const answer: unknown = ask()
    if (!(answer instanceof Promise)) return answer
    return answer.catch((error: unknown) => {
      if (!isStalePlan(error)) throw error
      this.#generation += 1
      if (this.getTransactionStatus() !== 'I') throw error
      return ask()
    })
  }

  #nameOf(text: string): { name?: string } {
    const name = nameOf(text)
    return name === undefined ? {} : { name: `${name}.${this.#generation}` }
  }

  /** Until whatever runs just now has asked for all that it wants. */
  #sendTogether(): void {
    const { stream } = (this as unknown as { connection: pg.Connection }).connection
    if (this.#isCorked) return
    this.#isCorked = true
    stream.cork()
    process.nextTick(() => {
      this.#isCorked = false
      stream.uncork()
    })
  }
}

/** Begins a transaction together with its first statement. One that cannot begin lets that statement fail. */
export class FrugalDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig

  constructor(config: PostgresDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): PostgresDriver {
    return new FrugalDriver(this.#config)
  }
}

class FrugalDriver extends PostgresDriver {
  override async beginTransaction(
    ...args: Parameters<PostgresDriver['beginTransaction']>
  ): ReturnType<PostgresDriver['beginTransaction']> {
    super.beginTransaction(...args).catch(() => undefined)
  }
}

/** The code has some two hundred statements; what is put together freely (lists of ids, filters) must not fill the server's memory. */
const PREPARED_MAX = 400
const PREPARED_LENGTH_MAX = 2_000
const names = new Map<string, string>()

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= PREPARED_MAX || text.length > PREPARED_LENGTH_MAX) return known
  const name = `s${names.size}`
  names.set(text, name)
  return name
}

/** Another process has changed a table (feature_not_supported, "cached plan must not change result type"). */
export function isStalePlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '0A000' && /cached plan/.test(error.message)
}
