import { loadModule, type Node, parseSync } from 'libpg-query'
import { ALLOWED, type FieldRule, NODES, VALUE } from './dialect-nodes.ts'
import { REFUSED } from './dialect-refusals.ts'
import { keyOf, type Place, RULES, type TableKeys } from './dialect-rules.ts'

/**
 * Keeps the directory's SQL to what Spanner's PostgreSQL dialect has as well, so that the same statements run
 * there through PGAdapter. A statement is parsed by PostgreSQL's own parser and each node of its tree looked up in
 * a list of what is allowed; so it also refuses what Spanner has and the directory has no need of.
 *
 * It reads statements, not data: it does not know the types of columns and parameters. Statements that run in
 * the tests are all that it sees. Only tests load it; the product does without a parser.
 */
await loadModule()

/** Faults in the reader's words, for example `SKIP LOCKED`; empty where the statement is in the dialect. */
export function checkStatement(sql: string, keys: TableKeys = new Map()): string[] {
  const statements = parsed(sql)
  if (typeof statements === 'string') return [`it cannot be parsed: ${statements}`]
  return statements.flatMap((statement) => {
    const faults = nodeFaults(statement, { field: 'statement', keys })
    learn(statement, keys)
    return [...new Set(faults)]
  })
}

export interface StatementFaults {
  readonly sql: string
  readonly faults: readonly string[]
}

/**
 * For `openDatabase(url, statements)`. It collects rather than throws, since the code under test handles errors
 * of its database in ways of its own: a test ends with `expect(statements.faults).toEqual([])`.
 */
export interface CheckedStatements {
  onStatement(sql: string): void
  /** Each faulty statement once, in the order of their first execution. */
  readonly faults: readonly StatementFaults[]
  /** Each statement once; for seeing that the check saw anything at all. */
  readonly seen: ReadonlySet<string>
}

export function checkedStatements(): CheckedStatements {
  const keys: TableKeys = new Map()
  const seen = new Set<string>()
  const found: StatementFaults[] = []
  return {
    onStatement(sql) {
      if (seen.has(sql) || isMigrators(sql)) return
      seen.add(sql)
      const faults = checkStatement(sql, keys)
      if (faults.length > 0) found.push({ sql, faults })
    },
    faults: found,
    seen,
  }
}

/** Kysely's migrator locks and reads catalogues as only PostgreSQL can; Spanner gets its schema by another way. */
const MIGRATORS = /\bkysely_migration(_lock)?\b|pg_advisory_(un)?lock\(3853314791062309107\)|"pg_catalog"\./

const isMigrators = (sql: string) => MIGRATORS.test(sql)

function parsed(sql: string): Node[] | string {
  try {
    return (parseSync(sql).stmts ?? []).flatMap(({ stmt }) => (stmt === undefined ? [] : [stmt]))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function learn(statement: Node, keys: TableKeys): void {
  if (!('CreateStmt' in statement)) return
  const table = statement.CreateStmt.relation?.relname
  if (table !== undefined) keys.set(table, keyOf(statement.CreateStmt))
}

/** A node that names its own type: `{ ColumnRef: { … } }`. */
function nodeFaults(node: object, place: Place): string[] {
  return Object.entries(node).flatMap(([type, fields]) => typedFaults(type, fields as object, place))
}

function typedFaults(type: string, fields: object, place: Place): string[] {
  const allowed = ALLOWED[type]
  if (allowed === undefined) return [refused(type)]
  // The tree and RULES are keyed by the same names, which TypeScript cannot see.
  const rule = RULES[type] as ((node: object, place: Place) => string[]) | undefined
  return [
    ...Object.entries(fields).flatMap(([name, value]) =>
      name === 'location' ? [] : fieldFaults(`${type}.${name}`, value, allowed[name], place),
    ),
    ...(rule?.(fields, place) ?? []),
  ]
}

function fieldFaults(field: string, value: unknown, rule: FieldRule | undefined, place: Place): string[] {
  if (rule === undefined) return [refused(field)]
  if (rule === VALUE) return []
  const within = { ...place, field }
  if (rule === NODES) return [value].flat().flatMap((one) => nodeFaults(one as object, within))
  if ('node' in rule) return typedFaults(rule.node, value as object, within)
  return rule.includes(String(value)) ? [] : [refused(`${field}=${value}`)]
}

const refused = (name: string) => REFUSED[name] ?? name
