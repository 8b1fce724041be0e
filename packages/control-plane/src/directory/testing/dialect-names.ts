/**
 * Types, functions and operators that the directory's SQL may use: a choice of what both PostgreSQL and
 * Spanner have and mean alike. Add one after reading the page of Google's documentation named at the list.
 */

/** "PostgreSQL data types". Those not here are either missing there (`serial` wants a setting) or not needed. */
export const TYPES: ReadonlySet<string> = new Set([
  'text',
  'varchar',
  'int8',
  'bool',
  'timestamptz',
  'float8',
  'jsonb',
  'bytea',
  'numeric',
  'date',
])

/** "PostgreSQL data types": valid in a table, but neither as a key nor in an index. */
export const TYPES_NOT_IN_KEYS: ReadonlySet<string> = new Set(['numeric', 'jsonb'])

/** What to say instead. */
export const TYPES_REFUSED: Readonly<Record<string, string>> = {
  int4: 'the type integer: it has four bytes here and eight on Spanner, say bigint',
  int2: 'the type smallint: say bigint',
  serial: 'the type serial: choose keys before the insert',
  bigserial: 'the type bigserial: choose keys before the insert',
  smallserial: 'the type smallserial: choose keys before the insert',
  timestamp: 'the type timestamp without time zone: say timestamptz',
  json: 'the type json: say jsonb',
  interval: 'the type interval: compute the instant and give it as a parameter',
}

/** "Supported PostgreSQL functions". */
export const AGGREGATES: ReadonlySet<string> = new Set(['count', 'sum', 'min', 'max', 'avg'])

/** "Supported PostgreSQL functions". `coalesce`, `greatest`, `least` and `nullif` are syntax, not functions. */
export const FUNCTIONS: ReadonlySet<string> = new Set([
  ...AGGREGATES,
  'now',
  'lower',
  'upper',
  'length',
  'strpos',
  'starts_with',
  'substr',
  'substring',
  'left',
  'right',
  'lpad',
  'btrim',
  'ltrim',
  'rtrim',
  'replace',
  'concat',
  'abs',
  'ceil',
  'floor',
])

/**
 * "Supported PostgreSQL functions" and "Work with JSONB data". Spanner has `~` too, but reads the regular
 * expression as RE2 does; so it is left out.
 */
export const OPERATORS: ReadonlySet<string> = new Set([
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '||',
  '->',
  '->>',
])
