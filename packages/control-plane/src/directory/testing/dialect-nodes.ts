/**
 * Which nodes of PostgreSQL's syntax tree, and which of their fields, the directory's SQL may use. Whatever
 * is not here is refused, so that a new feature of PostgreSQL does not slip through.
 *
 * Drawn from Google's pages "Query syntax in PostgreSQL", "PostgreSQL data manipulation language", "PostgreSQL
 * data definition language", "Subqueries in PostgreSQL" and "The PostgreSQL language in Spanner" (the list of what
 * is not supported), read in November 2026, and, where they are silent, from what the Cloud Spanner emulator
 * refuses (`CheckForUnsupportedFeatures` in forward_query.cc, forward_dml.cc, pg_parse_tree_validator.cc).
 */
export type FieldRule =
  /** Not looked into. */
  | typeof VALUE
  /** A node or nodes that name their own type, as the tree has them in most places. */
  | typeof NODES
  /** The only values that it may have. */
  | readonly string[]
  /** A node whose type follows from the field. */
  | { readonly node: string }

export const VALUE = 'value'
export const NODES = 'nodes'
const node = (name: string) => ({ node: name })

type Nodes = Readonly<Record<string, Readonly<Record<string, FieldRule>>>>

const QUERIES: Nodes = {
  SelectStmt: {
    // DISTINCT ON is told from DISTINCT by a rule of its own.
    distinctClause: VALUE,
    targetList: NODES,
    fromClause: NODES,
    whereClause: NODES,
    groupClause: NODES,
    havingClause: NODES,
    valuesLists: NODES,
    sortClause: NODES,
    limitOffset: NODES,
    limitCount: NODES,
    limitOption: ['LIMIT_OPTION_DEFAULT', 'LIMIT_OPTION_COUNT'],
    lockingClause: NODES,
    withClause: node('WithClause'),
    op: ['SETOP_NONE', 'SETOP_UNION', 'SETOP_INTERSECT', 'SETOP_EXCEPT'],
    all: VALUE,
    larg: node('SelectStmt'),
    rarg: node('SelectStmt'),
  },
  WithClause: { ctes: NODES },
  CommonTableExpr: {
    ctename: VALUE,
    ctematerialized: ['CTEMaterializeDefault'],
    ctequery: NODES,
  },
  ResTarget: { name: VALUE, val: NODES },
  // Without `inh` it is ONLY, which a rule of its own refuses.
  RangeVar: { relname: VALUE, inh: VALUE, relpersistence: ['p'], alias: node('Alias') },
  Alias: { aliasname: VALUE, colnames: VALUE },
  RangeSubselect: { subquery: NODES, alias: node('Alias') },
  JoinExpr: {
    jointype: ['JOIN_INNER', 'JOIN_LEFT', 'JOIN_RIGHT', 'JOIN_FULL'],
    larg: NODES,
    rarg: NODES,
    usingClause: VALUE,
    quals: NODES,
  },
  SortBy: {
    node: NODES,
    sortby_dir: ['SORTBY_DEFAULT', 'SORTBY_ASC', 'SORTBY_DESC'],
    sortby_nulls: VALUE,
  },
  // "Use SELECT FOR UPDATE": the whole clause is two words there.
  LockingClause: { strength: ['LCS_FORUPDATE'], waitPolicy: ['LockWaitBlock'] },
}

const EXPRESSIONS: Nodes = {
  ColumnRef: { fields: VALUE },
  ParamRef: { number: VALUE },
  A_Const: { ival: VALUE, fval: VALUE, sval: VALUE, boolval: VALUE, isnull: VALUE },
  A_Expr: {
    kind: [
      'AEXPR_OP',
      'AEXPR_OP_ANY',
      'AEXPR_OP_ALL',
      'AEXPR_IN',
      'AEXPR_LIKE',
      'AEXPR_BETWEEN',
      'AEXPR_NOT_BETWEEN',
      'AEXPR_NULLIF',
    ],
    name: VALUE,
    lexpr: NODES,
    rexpr: NODES,
    rexpr_list_start: VALUE,
    rexpr_list_end: VALUE,
  },
  BoolExpr: { boolop: VALUE, args: NODES },
  NullTest: { arg: NODES, nulltesttype: VALUE },
  BooleanTest: { arg: NODES, booltesttype: ['IS_TRUE', 'IS_NOT_TRUE', 'IS_FALSE', 'IS_NOT_FALSE'] },
  CaseExpr: { arg: NODES, args: NODES, defresult: NODES },
  CaseWhen: { expr: NODES, result: NODES },
  CoalesceExpr: { args: NODES },
  MinMaxExpr: { op: VALUE, args: NODES },
  FuncCall: { funcname: VALUE, args: NODES, agg_star: VALUE, agg_distinct: VALUE, funcformat: VALUE },
  SubLink: {
    subLinkType: ['EXISTS_SUBLINK', 'ANY_SUBLINK', 'EXPR_SUBLINK'],
    testexpr: NODES,
    operName: VALUE,
    subselect: NODES,
  },
  TypeCast: { arg: NODES, typeName: node('TypeName') },
  TypeName: { names: VALUE, typemod: VALUE, typmods: VALUE, arrayBounds: VALUE },
  SQLValueFunction: { op: ['SVFOP_CURRENT_TIMESTAMP'], typmod: VALUE },
  A_ArrayExpr: { elements: NODES, list_start: VALUE, list_end: VALUE },
  List: { items: NODES },
  SetToDefault: {},
}

const CHANGES: Nodes = {
  InsertStmt: {
    relation: node('RangeVar'),
    cols: NODES,
    selectStmt: NODES,
    onConflictClause: node('OnConflictClause'),
    returningClause: node('ReturningClause'),
    override: ['OVERRIDING_NOT_SET'],
  },
  UpdateStmt: {
    relation: node('RangeVar'),
    targetList: NODES,
    whereClause: NODES,
    returningClause: node('ReturningClause'),
  },
  DeleteStmt: {
    relation: node('RangeVar'),
    whereClause: NODES,
    returningClause: node('ReturningClause'),
  },
  OnConflictClause: {
    action: ['ONCONFLICT_NOTHING', 'ONCONFLICT_UPDATE'],
    infer: node('InferClause'),
    targetList: NODES,
  },
  InferClause: { indexElems: NODES },
  ReturningClause: { exprs: NODES },
  TransactionStmt: {
    kind: ['TRANS_STMT_BEGIN', 'TRANS_STMT_START', 'TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK'],
    options: VALUE,
  },
}

const DEFINITIONS: Nodes = {
  CreateStmt: {
    relation: node('RangeVar'),
    tableElts: NODES,
    oncommit: ['ONCOMMIT_NOOP'],
    if_not_exists: VALUE,
  },
  ColumnDef: { colname: VALUE, typeName: node('TypeName'), is_local: VALUE, constraints: NODES },
  Constraint: {
    contype: [
      'CONSTR_PRIMARY',
      'CONSTR_NOTNULL',
      'CONSTR_NULL',
      'CONSTR_DEFAULT',
      'CONSTR_CHECK',
      'CONSTR_FOREIGN',
    ],
    conname: VALUE,
    keys: VALUE,
    raw_expr: NODES,
    pktable: node('RangeVar'),
    fk_attrs: VALUE,
    pk_attrs: VALUE,
    fk_matchtype: ['s'],
    fk_upd_action: ['a'],
    fk_del_action: ['a', 'c'],
    is_enforced: VALUE,
    initially_valid: VALUE,
  },
  IndexStmt: {
    idxname: VALUE,
    relation: node('RangeVar'),
    accessMethod: ['btree'],
    indexParams: NODES,
    indexIncludingParams: NODES,
    unique: VALUE,
    if_not_exists: VALUE,
  },
  IndexElem: { name: VALUE, ordering: VALUE, nulls_ordering: VALUE },
  AlterTableStmt: { relation: node('RangeVar'), cmds: NODES, objtype: ['OBJECT_TABLE'] },
  AlterTableCmd: {
    subtype: ['AT_AddColumn', 'AT_DropColumn', 'AT_AddConstraint', 'AT_DropConstraint'],
    name: VALUE,
    def: NODES,
    behavior: ['DROP_RESTRICT'],
    missing_ok: VALUE,
  },
  DropStmt: {
    objects: VALUE,
    removeType: ['OBJECT_TABLE', 'OBJECT_INDEX'],
    behavior: ['DROP_RESTRICT'],
    missing_ok: VALUE,
  },
}

export const ALLOWED: Nodes = { ...QUERIES, ...EXPRESSIONS, ...CHANGES, ...DEFINITIONS }
