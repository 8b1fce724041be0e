import { AipressError, LABELS_MAX } from '@aipress/contract'
import type { Connection, Database } from '../kernel/database.ts'
import { transact } from '../kernel/database.ts'

interface LabelTable {
  site_id: string
  label: string
}

declare module '../kernel/database.ts' {
  interface Tables {
    site_labels: LabelTable
  }
}

/** Both may be repeated. Throws `invalid_input` where the site would have too many. */
export async function changeLabels(
  directory: Database,
  siteId: string,
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): Promise<void> {
  await transact(directory, async (tx) => {
    if (remove.length > 0) {
      await tx.deleteFrom('site_labels').where('site_id', '=', siteId).where('label', 'in', remove).execute()
    }
    const present = (await labelsOf(tx, [siteId])).get(siteId) ?? []
    const fresh = [...new Set(add)].filter((label) => !present.includes(label))
    if (present.length + fresh.length > LABELS_MAX) {
      throw new AipressError('invalid_input', `A site can have ${LABELS_MAX} labels.`, {
        hint: `Take some off first: ${present.join(', ')}.`,
      })
    }
    if (fresh.length === 0) return
    await tx
      .insertInto('site_labels')
      .values(fresh.map((label) => ({ site_id: siteId, label })))
      .execute()
  })
}

/** Of each site in alphabetical order; sites without any are left out. */
export async function labelsOf(
  connection: Connection,
  siteIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (siteIds.length === 0) return new Map()
  const rows = await connection
    .selectFrom('site_labels')
    .selectAll()
    .where('site_id', 'in', siteIds)
    .orderBy('label')
    .execute()
  const bySite = Map.groupBy(rows, (row) => row.site_id)
  return new Map([...bySite].map(([siteId, labels]) => [siteId, labels.map((row) => row.label)]))
}
