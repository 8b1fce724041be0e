import type {
  A_Expr,
  AlterTableStmt,
  ColumnDef,
  CreateStmt,
  DropStmt,
  FuncCall,
  IndexStmt,
  InsertStmt,
  Node,
  RangeVar,
  SelectStmt,
  SubLink,
  TypeName,
} from 'libpg-query'
import { FUNCTIONS, OPERATORS, TYPES, TYPES_NOT_IN_KEYS, TYPES_REFUSED } from './dialect-names.ts'
import { groupingFaults } from './grouping-rule.ts'
import { lastOf, textOf, textsOf } from './syntax-tree.ts'
import { upsertFaults } from './upsert-rule.ts'

/** Of each table seen so far the columns of its primary key, in order. */
export type TableKeys = Map<string, readonly string[]>

export interface Place {
  /** The field that holds the node, for example `InsertStmt.selectStmt`; `statement` for a whole statement. */
  readonly field: string
  readonly keys: TableKeys
}

/** What a list of fields and values cannot say of a node, by its type. */
export const RULES: Readonly<Record<string, (node: never, place: Place) => string[]>> = {
  SelectStmt: (node: SelectStmt, { field }) => [
    ...when(
      node.distinctClause?.some((entry) => Object.keys(entry).length > 0),
      'DISTINCT ON',
    ),
    // The emulator's "WITH expressions in subqueries are not supported".
    ...when(
      node.withClause !== undefined && field !== 'statement',
      'WITH on anything but the outermost SELECT',
    ),
    ...when(
      node.valuesLists !== undefined && field !== 'InsertStmt.selectStmt',
      'VALUES on anything but an INSERT',
    ),
    ...groupingFaults(node),
  ],
  CommonTableExpr: (node: { ctequery?: Node }) =>
    when(!('SelectStmt' in (node.ctequery ?? {})), 'a statement that changes data in WITH'),
  RangeVar: (node: RangeVar) => when(node.inh !== true, 'ONLY'),
  TypeName: typeFaults,
  FuncCall: (node: FuncCall) => {
    const name = textOf(lastOf(node.funcname))
    return when(!FUNCTIONS.has(name), `the function ${name}`)
  },
  A_Expr: operatorFaults,
  SubLink: (node: SubLink) => operatorsNotAmong(['='], textsOf(node.operName), 'ANY of a subquery'),
  InsertStmt: (node: InsertStmt, { keys }) => [
    ...when(node.selectStmt === undefined, 'DEFAULT VALUES'),
    ...upsertFaults(node, keys),
  ],
  CreateStmt: tableFaults,
  IndexStmt: (node: IndexStmt) => when(node.idxname === undefined, 'an index without a name'),
  AlterTableStmt: alterFaults,
  DropStmt: (node: DropStmt) => when((node.objects?.length ?? 0) > 1, 'DROP of several at once'),
}

function typeFaults(node: TypeName): string[] {
  const name = textOf(lastOf(node.names))
  return [
    ...when(!TYPES.has(name), TYPES_REFUSED[name] ?? `the type ${name}`),
    ...when((node.arrayBounds?.length ?? 0) > 1, 'an array of more than one dimension'),
    // "PostgreSQL data types": precision is for queries only there.
    ...when(name === 'numeric' && node.typmods !== undefined, 'numeric with a precision'),
  ]
}

/** Those kinds of expression whose sign is not an operator of its own. */
const SYNTAX = ['AEXPR_LIKE', 'AEXPR_IN', 'AEXPR_BETWEEN', 'AEXPR_NOT_BETWEEN', 'AEXPR_NULLIF']

function operatorFaults(node: A_Expr): string[] {
  const names = textsOf(node.name)
  const kind = node.kind ?? ''
  if (SYNTAX.includes(kind)) return []
  // Spanner maps `= any` to IN and `<> all` to NOT IN.
  if (kind === 'AEXPR_OP_ANY') return operatorsNotAmong(['='], names, 'ANY of an array')
  if (kind === 'AEXPR_OP_ALL') return operatorsNotAmong(['<>'], names, 'ALL of an array')
  return kind === 'AEXPR_OP' ? operatorsNotAmong([...OPERATORS], names, 'two values') : []
}

function operatorsNotAmong(allowed: readonly string[], names: readonly string[], between: string): string[] {
  return names.filter((name) => !allowed.includes(name)).map((name) => `the operator ${name} on ${between}`)
}

function tableFaults(node: CreateStmt): string[] {
  const key = keyOf(node)
  const notInKeys = columnsOf(node)
    .filter((column) => key.includes(column.colname ?? ''))
    .map((column) => textOf(lastOf(column.typeName?.names)))
    .filter((type) => TYPES_NOT_IN_KEYS.has(type))
  return [
    ...when(key.length === 0, 'a table without a primary key'),
    ...notInKeys.map((type) => `the type ${type} in a primary key`),
  ]
}

/** Of a `create table`, its primary key; empty where it has none. */
export function keyOf(node: CreateStmt): readonly string[] {
  for (const element of node.tableElts ?? []) {
    if ('Constraint' in element && element.Constraint.contype === 'CONSTR_PRIMARY') {
      return textsOf(element.Constraint.keys)
    }
  }
  return columnsOf(node)
    .filter((column) =>
      column.constraints?.some(
        (entry) => 'Constraint' in entry && entry.Constraint.contype === 'CONSTR_PRIMARY',
      ),
    )
    .map((column) => column.colname ?? '')
}

function columnsOf(node: CreateStmt): ColumnDef[] {
  return (node.tableElts ?? []).flatMap((element) => ('ColumnDef' in element ? [element.ColumnDef] : []))
}

/** The emulator's "only single action per statement is allowed", and what can be added to a table that exists. */
function alterFaults(node: AlterTableStmt): string[] {
  const added = (node.cmds ?? []).flatMap((entry) => {
    const def = 'AlterTableCmd' in entry ? entry.AlterTableCmd.def : undefined
    if (def === undefined) return []
    if ('Constraint' in def) return [def.Constraint.contype]
    const column = 'ColumnDef' in def ? def.ColumnDef.constraints : undefined
    return (column ?? []).flatMap((one) => ('Constraint' in one ? [one.Constraint.contype] : []))
  })
  return [
    ...when((node.cmds?.length ?? 0) > 1, 'several changes in one ALTER TABLE'),
    ...when(added.includes('CONSTR_PRIMARY'), 'a primary key added to a table that exists'),
  ]
}

function when(applies: boolean | undefined, fault: string): string[] {
  return applies === true ? [fault] : []
}
