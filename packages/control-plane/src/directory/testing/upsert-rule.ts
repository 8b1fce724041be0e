import type { InsertStmt, OnConflictClause } from 'libpg-query'
import type { TableKeys } from './dialect-rules.ts'
import { columnOf, textsOf } from './syntax-tree.ts'

/**
 * "PostgreSQL data manipulation language" of Spanner: the target of ON CONFLICT is the whole primary key in its
 * order, and a column can only be set to what was to be inserted into it. The emulator asks besides that every
 * inserted column is set, the key included (`CheckForUnsupportedOnConflictClause`). Of a table that the checker
 * has not seen made, the target is not judged.
 */
export function upsertFaults(insert: InsertStmt, keys: TableKeys): string[] {
  const conflict = insert.onConflictClause
  if (conflict === undefined) return []
  return [
    ...targetFaults(conflict, keys.get(insert.relation?.relname ?? '')),
    ...(conflict.action === 'ONCONFLICT_UPDATE' ? setFaults(insert, conflict) : []),
  ]
}

function targetFaults(conflict: OnConflictClause, key: readonly string[] | undefined): string[] {
  const elements = conflict.infer?.indexElems
  if (elements === undefined) return ['ON CONFLICT without the columns of the primary key']
  const target = elements.map((element) => ('IndexElem' in element ? (element.IndexElem.name ?? '') : ''))
  if (key === undefined || target.join() === key.join()) return []
  return [`ON CONFLICT (${target.join(', ')}): the primary key is (${key.join(', ')})`]
}

function setFaults(insert: InsertStmt, conflict: OnConflictClause): string[] {
  const set = (conflict.targetList ?? []).map((target) => ('ResTarget' in target ? target.ResTarget : {}))
  const inserted = (insert.cols ?? []).map((target) =>
    'ResTarget' in target ? (target.ResTarget.name ?? '') : '',
  )
  const unset = inserted.filter((column) => !set.some((one) => one.name === column))
  return [
    ...set
      .filter((one) => {
        const source = one.val !== undefined && 'ColumnRef' in one.val ? one.val.ColumnRef.fields : undefined
        return textsOf(source)[0] !== 'excluded' || columnOf(one.val) !== one.name
      })
      .map((one) => `ON CONFLICT DO UPDATE sets ${one.name} to something else than excluded.${one.name}`),
    ...unset.map((column) => `ON CONFLICT DO UPDATE does not set ${column}, which is inserted`),
  ]
}
